package io.plimsoll.broker;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Starts a broker in a throw-away directory, sends some records through it and stops it: {@code
 * RehearsalMain <server.properties>}. Run with {@code -XX:AOTCacheOutput} it teaches the JVM which
 * classes a start needs, linked and ready.
 */
public final class RehearsalMain {
  private static final String TOPIC = "rehearsal";
  private static final int RECORDS = 2_000;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private RehearsalMain() {}

  public static void main(String[] arguments) throws Exception {
    if (arguments.length != 1) {
      System.err.println("usage: RehearsalMain <server.properties>");
      System.exit(2);
    }
    Properties properties = BrokerMain.read(Path.of(arguments[0]));
    EmbeddedNode node = EmbeddedNode.start(properties);
    try {
      rehearse(clientProperties(properties));
    } finally {
      node.stop();
    }
  }

  private static void rehearse(Map<String, Object> client) throws Exception {
    try (Admin admin = Admin.create(client)) {
      admin
          .createTopics(List.of(new NewTopic(TOPIC, 2, (short) 1)))
          .all()
          .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
      admin.describeCluster().nodes().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
    produce(client);
    consume(client);
  }

  private static void produce(Map<String, Object> client) {
    Map<String, Object> settings = new HashMap<>(client);
    settings.put("acks", "all");
    settings.put("compression.type", "lz4");
    byte[] value =
        "{\"a line of the size of a small event\":0.123456789}"
            .repeat(4)
            .getBytes(java.nio.charset.StandardCharsets.UTF_8);
    try (var producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int i = 0; i < RECORDS; i++) {
        var unused = producer.send(new ProducerRecord<>(TOPIC, i % 2, null, value));
      }
      producer.flush();
    }
  }

  private static void consume(Map<String, Object> client) {
    Map<String, Object> settings = new HashMap<>(client);
    settings.put("group.id", TOPIC);
    settings.put("auto.offset.reset", "earliest");
    long deadline = System.nanoTime() + LIMIT.toNanos();
    try (var consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.subscribe(List.of(TOPIC));
      int seen = 0;
      while (seen < RECORDS && System.nanoTime() < deadline) {
        seen += consumer.poll(Duration.ofMillis(200)).count();
      }
      consumer.commitSync();
    }
  }

  /**
   * The listener and the credentials that the properties file gives the broker are the ones that a
   * client needs.
   */
  private static Map<String, Object> clientProperties(Properties properties) {
    String listener = properties.getProperty("advertised.listeners");
    Map<String, Object> client = new HashMap<>();
    client.put("bootstrap.servers", listener.substring(listener.indexOf("://") + 3));
    client.put("security.protocol", "SASL_PLAINTEXT");
    client.put("sasl.mechanism", "PLAIN");
    client.put(
        "sasl.jaas.config", properties.getProperty("listener.name.broker.plain.sasl.jaas.config"));
    return client;
  }
}
