package io.plimsoll.server.embedded;

import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How to run the embedded Kafka broker.
 *
 * @param port the port on 127.0.0.1 for clients; 0 takes the one of the last run, or any free one
 * @param maxHeap as the JVM writes it, such as 384m
 * @param retention how long records are kept
 * @param properties broker properties by name, in addition to and before the defaults
 * @param rehearse whether to make the JVM's start-up cache in the background when there is none,
 *     which halves the time of later starts
 * @param startLimit how long a start, including the recovery after a crash, may take
 * @param advertisedPort the port that clients are told, where something stands between them and the
 *     broker
 */
public record BrokerSettings(
    int port,
    String maxHeap,
    Duration retention,
    Map<String, String> properties,
    boolean rehearse,
    Duration startLimit,
    OptionalInt advertisedPort) {

  private static final Pattern HEAP = Pattern.compile("[1-9][0-9]*[mMgG]");

  /**
   * These say what the broker is and who may reach it, which is not for configuration to change.
   */
  private static final Set<String> RESERVED =
      Set.of(
          "advertised.listeners",
          "controller.listener.names",
          "controller.quorum.voters",
          "inter.broker.listener.name",
          "listeners",
          "listener.security.protocol.map",
          "log.dir",
          "log.dirs",
          "metadata.log.dir",
          "node.id",
          "process.roles");

  public BrokerSettings {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException(
          "Kafka port " + port + " is not between 0 (any) and 65535.");
    }
    if (!HEAP.matcher(maxHeap).matches()) {
      throw new IllegalArgumentException(
          "Kafka heap " + maxHeap + " is not a size such as 384m or 2g.");
    }
    if (retention.toMillis() <= 0) {
      throw new IllegalArgumentException(
          "Kafka retention " + retention + " is not positive; write it as P7D or PT12H.");
    }
    properties = Map.copyOf(properties);
    for (String name : properties.keySet()) {
      if (RESERVED.contains(name)) {
        throw new IllegalArgumentException(
            "Kafka property " + name + " is set by Plimsoll; remove it.");
      }
    }
  }

  /** Any free port, 384 MB of heap, a week of records. */
  public static BrokerSettings defaults() {
    return new BrokerSettings(
        0, "384m", Duration.ofDays(7), Map.of(), true, Duration.ofMinutes(2), OptionalInt.empty());
  }

  public BrokerSettings withPort(int newPort) {
    return new BrokerSettings(
        newPort, maxHeap, retention, properties, rehearse, startLimit, advertisedPort);
  }

  public BrokerSettings withMaxHeap(String newMaxHeap) {
    return new BrokerSettings(
        port, newMaxHeap, retention, properties, rehearse, startLimit, advertisedPort);
  }

  public BrokerSettings withRetention(Duration newRetention) {
    return new BrokerSettings(
        port, maxHeap, newRetention, properties, rehearse, startLimit, advertisedPort);
  }

  public BrokerSettings withProperties(Map<String, String> newProperties) {
    return new BrokerSettings(
        port, maxHeap, retention, newProperties, rehearse, startLimit, advertisedPort);
  }

  public BrokerSettings withRehearse(boolean newRehearse) {
    return new BrokerSettings(
        port, maxHeap, retention, properties, newRehearse, startLimit, advertisedPort);
  }

  public BrokerSettings withAdvertisedPort(int newPort) {
    return new BrokerSettings(
        port, maxHeap, retention, properties, rehearse, startLimit, OptionalInt.of(newPort));
  }
}
