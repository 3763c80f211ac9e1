package io.plimsoll.broker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * One KRaft node made from a properties file: its storage is formatted on first use, and it is
 * started and stopped once.
 */
final class EmbeddedNode {
  private final KafkaRaftServer server;

  private EmbeddedNode(KafkaRaftServer server) {
    this.server = server;
  }

  /** Formats the storage if it is new, and returns when the broker takes requests. */
  static EmbeddedNode start(Properties properties) throws Exception {
    String directory = properties.getProperty("log.dirs");
    if (directory == null || directory.isBlank()) {
      throw new IllegalArgumentException(
          "log.dirs is missing: name the directory that holds the broker's data.");
    }
    format(Path.of(directory), properties);
    KafkaRaftServer server =
        new KafkaRaftServer(KafkaConfig.fromProps(properties, false), Time.SYSTEM);
    server.startup();
    return new EmbeddedNode(server);
  }

  void stop() {
    server.shutdown();
    server.awaitShutdown();
  }

  void awaitStop() {
    server.awaitShutdown();
  }

  private static void format(Path directory, Properties properties) throws Exception {
    // The formatter writes meta.properties last, so a directory that has it was formatted to the
    // end.
    if (Files.exists(directory.resolve("meta.properties"))) {
      return;
    }
    createDirectories(directory);
    new Formatter()
        .setClusterId(Uuid.randomUuid().toString())
        .setNodeId(Integer.parseInt(properties.getProperty("node.id", "1")))
        .setDirectories(List.of(directory.toString()))
        .setMetadataLogDirectory(directory.toString())
        .setControllerListenerName(
            properties.getProperty("controller.listener.names", "CONTROLLER"))
        .setReleaseVersion(MetadataVersion.latestProduction())
        .setSupportedFeatures(List.of(Feature.PRODUCTION_FEATURES.toArray(new Feature[0])))
        .setIgnoreFormatted(true)
        .run();
  }

  private static void createDirectories(Path directory) throws IOException {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new IOException(
          "Cannot create the broker's data directory "
              + directory
              + ": "
              + e.getMessage()
              + ". Make its parent writable.",
          e);
    }
  }
}
