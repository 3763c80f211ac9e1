package io.plimsoll.server.platform.eventlog;

import io.plimsoll.server.platform.config.ConfigException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;

/** Where Kafka is and how to sign in there: the properties that every client starts from. */
public record KafkaAddress(Map<String, String> clientProperties) {
  public KafkaAddress {
    clientProperties = Map.copyOf(clientProperties);
  }

  /**
   * An external Kafka: its brokers, and the properties that a client needs there.
   *
   * @throws ConfigException if the file of properties cannot be read
   */
  public static KafkaAddress external(String bootstrapServers, Optional<Path> propertiesFile) {
    Map<String, String> properties = new HashMap<>();
    propertiesFile.ifPresent(file -> properties.putAll(read(file)));
    properties.put("bootstrap.servers", bootstrapServers);
    return new KafkaAddress(properties);
  }

  private static Map<String, String> read(Path file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException unreadable) {
      throw new ConfigException(
          "kafka.propertiesFile: %s cannot be read: %s".formatted(file, unreadable.getMessage()));
    }
    return properties.stringPropertyNames().stream()
        .collect(Collectors.toMap(name -> name, properties::getProperty));
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
