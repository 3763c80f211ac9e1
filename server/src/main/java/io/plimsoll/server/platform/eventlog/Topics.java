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
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jboss.logging.Logger;

/** Creates the topics that are missing and looks at those that are there, once at start. */
public final class Topics {
  private static final Logger LOG = Logger.getLogger(Topics.class);
  private static final int TIMEOUT_SECONDS = 30;
  private static final String BROKERS_TIME = "LogAppendTime";

  private Topics() {}

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
      // Another process of the platform starts at the same time.
      if (!(failure.getCause() instanceof TopicExistsException)) {
        throw failure;
      }
    }
  }

  /**
   * The time of a record has to be the broker's, because the pipeline judges by it what is too old
   * and what was signed too long ago; anything else about a topic is its operator's to decide.
   */
  private static void check(Admin admin, Set<String> existing, PlimsollConfig.Kafka settings)
      throws ExecutionException, InterruptedException, TimeoutException {
    List<ConfigResource> wanted =
        Arrays.stream(Topic.values())
            .filter(topic -> existing.contains(topic.kafkaName()))
            .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic.kafkaName()))
            .toList();
    configs(admin, wanted)
        .forEach(
            (topic, config) -> {
              String time = value(config, TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG);
              if (!time.equals(BROKERS_TIME)) {
                throw new ConfigException(
                    "The topic %s has %s=%s and needs %s; change it with kafka-configs.sh --alter --entity-type topics --entity-name %s --add-config %s=%s."
                        .formatted(
                            topic.name(),
                            TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                            time,
                            BROKERS_TIME,
                            topic.name(),
                            TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                            BROKERS_TIME));
              }
              String retention = value(config, TopicConfig.RETENTION_MS_CONFIG);
              if (!retention.equals(String.valueOf(settings.retention().toMillis()))) {
                LOG.warnf(
                    "the topic %s keeps records for %s ms, and kafka.retention says %s",
                    topic.name(), retention, settings.retention());
              }
            });
  }

  private static Map<ConfigResource, Config> configs(Admin admin, List<ConfigResource> wanted)
      throws ExecutionException, InterruptedException, TimeoutException {
    try {
      return admin.describeConfigs(wanted).all().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof AuthorizationException refused) {
        LOG.warnf("the settings of the topics cannot be looked at: %s", refused.getMessage());
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
                // Brokers take 1 MiB of themselves, which is less than some events need.
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                String.valueOf(EventLog.MAX_RECORD)));
  }
}
