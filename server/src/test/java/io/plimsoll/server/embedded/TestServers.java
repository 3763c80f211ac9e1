package io.plimsoll.server.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * What the tests of this package do with the servers: settings that suit a test, and the least of
 * SQL and Kafka.
 */
final class TestServers {
  static final String TOPIC = "records";
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private TestServers() {}

  /** The programs are unpacked once for all tests. */
  static PostgresSettings postgres() {
    return PostgresSettings.defaults()
        .withBinaries(Path.of("target", "postgresql").toAbsolutePath());
  }

  static BrokerSettings broker() {
    return BrokerSettings.defaults().withRehearse(false);
  }

  static Path brokerLibraries() {
    Path libraries = Path.of("..", "broker", "target", "lib").toAbsolutePath().normalize();
    if (!Files.isDirectory(libraries)) {
      throw new IllegalStateException(
          libraries + " is missing: package the broker module before these tests.");
    }
    return libraries;
  }

  static Connection connect(EmbeddedPostgres.Endpoint endpoint) throws SQLException {
    return DriverManager.getConnection(
        endpoint.jdbcUrl("postgres"), endpoint.superuser(), endpoint.password());
  }

  static void execute(EmbeddedPostgres.Endpoint endpoint, String sql) throws SQLException {
    try (Connection connection = connect(endpoint);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  static String query(EmbeddedPostgres.Endpoint endpoint, String sql) throws SQLException {
    try (Connection connection = connect(endpoint);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }

  static void createTopic(EmbeddedBroker.Endpoint endpoint) throws Exception {
    try (Admin admin = Admin.create(Map.copyOf(endpoint.clientProperties()))) {
      admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
    }
  }

  /** Returns when the broker has acknowledged all of them. */
  static void send(EmbeddedBroker.Endpoint endpoint, List<String> values) throws Exception {
    Map<String, Object> properties = new HashMap<>(endpoint.clientProperties());
    properties.put("acks", "all");
    try (var producer =
        new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer())) {
      for (var acknowledgement :
          values.stream()
              .map(value -> producer.send(new ProducerRecord<>(TOPIC, value)))
              .toList()) {
        acknowledgement.get();
      }
    }
  }

  /** All that is in the topic. */
  static Set<String> receive(EmbeddedBroker.Endpoint endpoint) {
    Set<String> values = new TreeSet<>();
    TopicPartition partition = new TopicPartition(TOPIC, 0);
    Map<String, Object> properties = new HashMap<>(endpoint.clientProperties());
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try (var consumer =
        new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = Objects.requireNonNull(consumer.endOffsets(List.of(partition)).get(partition));
      while (consumer.position(partition) < end && System.nanoTime() < deadline) {
        for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(200))) {
          values.add(record.value());
        }
      }
    }
    return values;
  }

  /** Waits for the thing itself, with a deadline. */
  static void await(String what, Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.call()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("Not within " + PATIENCE + ": " + what);
      }
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    }
  }

  static boolean isAlive(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }

  /** The command line as the kernel has it, which is enough to start the same again. */
  static List<String> commandLine(long pid) throws IOException {
    return List.of(Files.readString(Path.of("/proc", Long.toString(pid), "cmdline")).split("\0"));
  }
}
