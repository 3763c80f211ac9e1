package io.plimsoll.server.platform.eventlog;

import io.plimsoll.server.platform.config.ConfigException;
import io.plimsoll.server.platform.config.PlimsollConfig;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jboss.logging.Logger;

/** Creates the topics that are missing and looks at those that are there, once at start. */
public final class Topics {
  private static final Logger LOG = Logger.getLogger(Topics.class);
  private static final int TIMEOUT_SECONDS = 30;
  private static final String BROKERS_TIME = "LogAppendTime";

  private Topics() {}

  /**
   * Creates and checks them.
   *
   * @throws ConfigException if Kafka is not there, or a topic is such that events would be lost
   */
  public static void ensure(KafkaAddress address, PlimsollConfig.Kafka settings) {
    Map<String, Object> properties =
        address.with(Map.of(AdminClientConfig.CLIENT_ID_CONFIG, "plimsoll-topics"));
    try (Admin admin = Admin.create(properties)) {
      Set<String> existing = admin.listTopics().names().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      List<NewTopic> missing =
          Arrays.stream(Topic.values())
              .filter(topic -> !existing.contains(topic.kafkaName()))
              .map(topic -> describe(topic, settings))
              .toList();
      check(admin, existing, settings);
      create(admin, missing);
    } catch (ExecutionException failure) {
      throw new IllegalStateException("cannot create or read the topics at " + address, failure);
    } catch (TimeoutException failure) {
      throw new ConfigException(
          "kafka.bootstrapServers: Kafka at %s did not answer within %d s."
              .formatted(address, TIMEOUT_SECONDS));
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while creating the topics", stop);
    }
  }

  private static void create(Admin admin, List<NewTopic> missing)
      throws ExecutionException, InterruptedException, TimeoutException {
    try {
      admin.createTopics(missing).all().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof InvalidReplicationFactorException tooFew) {
        throw new ConfigException("kafka.replication: " + tooFew.getMessage());
      }
      // Another process of the platform starts at the same time.
      if (!(failure.getCause() instanceof TopicExistsException)) {
        throw failure;
      }
    }
  }

  /**
   * What would lose events or judge them wrongly is refused; anything else about a topic is its
   * operator's to decide, and is said where the configuration asks for something else.
   */
  private static void check(Admin admin, Set<String> existing, PlimsollConfig.Kafka settings)
      throws ExecutionException, InterruptedException, TimeoutException {
    List<String> there =
        Arrays.stream(Topic.values()).map(Topic::kafkaName).filter(existing::contains).toList();
    configs(admin, there).forEach((topic, config) -> check(topic.name(), config, settings));
    descriptions(admin, there).values().forEach(topic -> compare(topic, settings));
  }

  private static void check(String topic, Config config, PlimsollConfig.Kafka settings) {
    // The pipeline judges by it what is too old and what was signed too long ago.
    require(topic, config, TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, BROKERS_TIME);
    // Every record is an event of its own, and compaction would leave the last one of each key.
    require(topic, config, TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE);
    String retention = value(config, TopicConfig.RETENTION_MS_CONFIG);
    if (!retention.equals(String.valueOf(settings.retention().toMillis()))) {
      LOG.warnf(
          "the topic %s keeps records for %s ms, and kafka.retention says %s",
          topic, retention, settings.retention());
    }
    String largest = value(config, TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
    if (!largest.isEmpty() && Integer.parseInt(largest) < EventLog.MAX_RECORD) {
      LOG.warnf(
          "the topic %s takes records of %s bytes, and events have up to %d: set its %s",
          topic, largest, EventLog.MAX_RECORD, TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
    }
  }

  private static void require(String topic, Config config, String setting, String wanted) {
    String found = value(config, setting);
    if (!found.equals(wanted)) {
      throw new ConfigException(
          "The topic %s has %s=%s and needs %s; change it with kafka-configs.sh --alter --entity-type topics --entity-name %s --add-config %s=%s."
              .formatted(topic, setting, found, wanted, topic, setting, wanted));
    }
  }

  private static void compare(TopicDescription topic, PlimsollConfig.Kafka settings) {
    int partitions = topic.partitions().size();
    if (partitions != settings.partitions()) {
      LOG.infof(
          "the topic %s has %d partitions, and kafka.partitions, for those that are made, says %d",
          topic.name(), partitions, settings.partitions());
    }
    int replicas =
        topic.partitions().stream().mapToInt(each -> each.replicas().size()).min().orElse(0);
    if (replicas < settings.replication()) {
      LOG.warnf(
          "the topic %s has %d replicas, and kafka.replication says %d",
          topic.name(), replicas, settings.replication());
    }
  }

  private static Map<ConfigResource, Config> configs(Admin admin, List<String> topics)
      throws ExecutionException, InterruptedException, TimeoutException {
    return read(
        admin
            .describeConfigs(
                topics.stream()
                    .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                    .toList())
            .all());
  }

  private static Map<String, TopicDescription> descriptions(Admin admin, List<String> topics)
      throws ExecutionException, InterruptedException, TimeoutException {
    return read(admin.describeTopics(topics).allTopicNames());
  }

  /** Nothing, where the platform may not look. */
  private static <K, V> Map<K, V> read(KafkaFuture<Map<K, V>> answer)
      throws ExecutionException, InterruptedException, TimeoutException {
    try {
      return answer.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof AuthorizationException refused) {
        LOG.warnf("the settings of the topics cannot be looked at: %s", refused.getMessage());
        return Map.of();
      }
      if (failure.getCause() instanceof UnknownTopicOrPartitionException) {
        // Another process has just made it, as the configuration says, and not all brokers know.
        return Map.of();
      }
      throw failure;
    }
  }

  private static String value(Config config, String name) {
    ConfigEntry entry = config.get(name);
    return entry == null || entry.value() == null ? "" : entry.value();
  }

  private static NewTopic describe(Topic topic, PlimsollConfig.Kafka settings) {
    return new NewTopic(topic.kafkaName(), settings.partitions(), settings.replication())
        .configs(
            Map.of(
                TopicConfig.RETENTION_MS_CONFIG,
                String.valueOf(settings.retention().toMillis()),
                TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                BROKERS_TIME,
                TopicConfig.CLEANUP_POLICY_CONFIG,
                TopicConfig.CLEANUP_POLICY_DELETE,
                // Brokers take 1 MiB of themselves, which is less than some events need.
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                String.valueOf(EventLog.MAX_RECORD)));
  }
}
