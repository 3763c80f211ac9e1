package io.plimsoll.server.embedded;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The properties file of the embedded broker: one node that is broker and controller, with a
 * password on both listeners.
 */
final class BrokerProperties {
  static final String USER = "plimsoll";

  private BrokerProperties() {}

  /** The text of the file; it holds the password, so the file is for its owner only. */
  static String text(
      Path data, int port, int controllerPort, String password, BrokerSettings settings) {
    Map<String, String> all = new LinkedHashMap<>();
    addIdentity(all, data, port, controllerPort);
    all.put(
        "advertised.listeners",
        "BROKER://" + LoopbackPorts.HOST + ":" + settings.advertisedPort().orElse(port));
    addAuthentication(all, password);
    addOneNode(all);
    all.put("log.retention.ms", Long.toString(settings.retention().toMillis()));
    all.putAll(settings.properties());
    return all.entrySet().stream()
        .map(entry -> entry.getKey() + "=" + entry.getValue().replace("\\", "\\\\") + "\n")
        .collect(Collectors.joining());
  }

  /** What logs a client in at the broker, and the broker at itself. */
  static String login(String password) {
    return "org.apache.kafka.common.security.plain.PlainLoginModule required username=\""
        + USER
        + "\" password=\""
        + password
        + "\"";
  }

  private static void addIdentity(
      Map<String, String> all, Path data, int port, int controllerPort) {
    String broker = LoopbackPorts.HOST + ":" + port;
    String controller = LoopbackPorts.HOST + ":" + controllerPort;
    all.put("process.roles", "broker,controller");
    all.put("node.id", "1");
    all.put("log.dirs", data.toString());
    all.put("controller.quorum.voters", "1@" + controller);
    all.put("listeners", "BROKER://" + broker + ",CONTROLLER://" + controller);
    all.put("inter.broker.listener.name", "BROKER");
    all.put("controller.listener.names", "CONTROLLER");
  }

  private static void addAuthentication(Map<String, String> all, String password) {
    String login = login(password) + " user_" + USER + "=\"" + password + "\";";
    all.put("listener.security.protocol.map", "BROKER:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT");
    all.put("sasl.enabled.mechanisms", "PLAIN");
    all.put("sasl.mechanism.inter.broker.protocol", "PLAIN");
    all.put("sasl.mechanism.controller.protocol", "PLAIN");
    all.put("listener.name.broker.plain.sasl.jaas.config", login);
    all.put("listener.name.controller.plain.sasl.jaas.config", login);
  }

  private static void addOneNode(Map<String, String> all) {
    all.put("auto.create.topics.enable", "false");
    all.put("num.partitions", "1");
    all.put("default.replication.factor", "1");
    all.put("min.insync.replicas", "1");
    all.put("offsets.topic.replication.factor", "1");
    all.put("offsets.topic.num.partitions", "4");
    all.put("transaction.state.log.replication.factor", "1");
    all.put("transaction.state.log.min.isr", "1");
    all.put("transaction.state.log.num.partitions", "4");
    all.put("share.coordinator.state.topic.replication.factor", "1");
    all.put("share.coordinator.state.topic.min.isr", "1");
    all.put("share.coordinator.state.topic.num.partitions", "1");
    // Nobody else can join the group of a single server's consumers a moment later.
    all.put("group.initial.rebalance.delay.ms", "0");
    // After a crash, the controller lets the broker register again only when its old session has
    // run out.
    all.put("broker.session.timeout.ms", "3000");
    all.put("broker.heartbeat.interval.ms", "500");
    // The default takes 128 MB of the heap.
    all.put("log.cleaner.dedupe.buffer.size", "16777216");
    all.put("log.segment.bytes", "134217728");
    all.put("num.network.threads", "2");
    all.put("num.io.threads", "4");
    all.put("background.threads", "2");
  }
}
