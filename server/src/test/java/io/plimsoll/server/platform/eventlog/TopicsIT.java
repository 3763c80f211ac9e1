package io.plimsoll.server.platform.eventlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.server.embedded.BrokerSettings;
import io.plimsoll.server.embedded.EmbeddedBroker;
import io.plimsoll.server.platform.config.ConfigException;
import io.plimsoll.server.platform.config.PlimsollConfig;
import io.plimsoll.server.testing.TestServerPatience;
import io.plimsoll.server.testing.TestServerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The topics as the platform makes them, and those that somebody else has made. */
final class TopicsIT {
  private static final Duration KEPT = Duration.ofDays(3);
  private static final String METRICS = Topic.METRICS.kafkaName();

  private final EmbeddedBroker broker;
  private final KafkaAddress address;
  private final Admin admin;

  TopicsIT(@TempDir Path folder) {
    broker =
        EmbeddedBroker.start(
            folder,
            TestServerProcess.brokerLibraries(),
            BrokerSettings.defaults().withRehearse(false));
    address = new KafkaAddress(broker.endpoint().clientProperties());
    admin = Admin.create(Map.copyOf(address.clientProperties()));
  }

  @AfterEach
  void stop() {
    admin.close();
    broker.close();
  }

  @Test
  void makesEveryTopicAsTheConfigurationSays() throws Exception {
    Topics.ensure(address, settings(3, 1));

    Set<String> wanted =
        Arrays.stream(Topic.values()).map(Topic::kafkaName).collect(Collectors.toSet());
    TestServerPatience.until("all topics", () -> admin.listTopics().names().get().equals(wanted));
    assertThat(partitions(METRICS)).isEqualTo(3);
    Config config = config(METRICS);
    assertThat(config.get("retention.ms").value()).isEqualTo(String.valueOf(KEPT.toMillis()));
    assertThat(config.get("message.timestamp.type").value()).isEqualTo("LogAppendTime");
    assertThat(config.get("cleanup.policy").value()).isEqualTo("delete");
    assertThat(config.get("max.message.bytes").value())
        .isEqualTo(String.valueOf(EventLog.MAX_RECORD));
  }

  @Test
  void leavesThoseOfTheOperatorAsTheyAre() throws Exception {
    make(METRICS, Map.of("message.timestamp.type", "LogAppendTime", "retention.ms", "60000"));

    Topics.ensure(address, settings(3, 1));

    assertThat(partitions(METRICS)).isEqualTo(1);
    assertThat(config(METRICS).get("retention.ms").value()).isEqualTo("60000");
    TestServerPatience.until(
        "the others",
        () -> admin.listTopics().names().get().contains(Topic.PREDICTIONS.kafkaName()));
    assertThat(partitions(Topic.PREDICTIONS.kafkaName())).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({
    "cleanup.policy, compact, delete",
    "message.timestamp.type, CreateTime, LogAppendTime"
  })
  void refusesATopicThatWouldLoseEventsOrTheirTime(String setting, String found, String needed)
      throws Exception {
    Map<String, String> settings = new HashMap<>(Map.of("message.timestamp.type", "LogAppendTime"));
    settings.put(setting, found);
    make(METRICS, settings);

    assertThatThrownBy(() -> Topics.ensure(address, settings(3, 1)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(METRICS)
        .hasMessageContaining("%s=%s and needs %s", setting, found, needed)
        .hasMessageContaining("kafka-configs.sh");
  }

  @Test
  void namesTheSettingWhereThereAreTooFewBrokers() {
    assertThatThrownBy(() -> Topics.ensure(address, settings(3, 2)))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("kafka.replication: ");
  }

  private void make(String topic, Map<String, String> settings) throws Exception {
    NewTopic made = new NewTopic(topic, 1, (short) 1).configs(settings);
    admin.createTopics(List.of(made)).all().get();
    // Those who ask may be told of it a moment later.
    TestServerPatience.until(
        "the topic " + topic, () -> admin.listTopics().names().get().contains(topic));
  }

  private int partitions(String topic) throws Exception {
    return admin.describeTopics(List.of(topic)).allTopicNames().get().values().stream()
        .mapToInt(each -> each.partitions().size())
        .sum();
  }

  private Config config(String topic) throws Exception {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    return admin.describeConfigs(List.of(resource)).all().get().values().iterator().next();
  }

  private static PlimsollConfig.Kafka settings(int partitions, int replication) {
    return new PlimsollConfig.Kafka(
        Optional.empty(),
        Optional.empty(),
        partitions,
        (short) replication,
        KEPT,
        1_000_000,
        "128m");
  }
}
