package io.plimsoll.server.platform.eventlog;

import java.util.HashMap;
import java.util.Map;

/** Where Kafka is and how to sign in there: the properties that every client starts from. */
public record KafkaAddress(Map<String, String> clientProperties) {
  public KafkaAddress {
    clientProperties = Map.copyOf(clientProperties);
  }

  /** An open broker, as {@code kafka.bootstrapServers} names it. */
  public static KafkaAddress of(String bootstrapServers) {
    return new KafkaAddress(Map.of("bootstrap.servers", bootstrapServers));
  }

  /** The brokers, for messages. */
  public String servers() {
    return clientProperties.getOrDefault("bootstrap.servers", "");
  }

  Map<String, Object> with(Map<String, Object> settings) {
    Map<String, Object> all = new HashMap<>(clientProperties);
    all.putAll(settings);
    return all;
  }

  @Override
  public String toString() {
    return servers();
  }
}
