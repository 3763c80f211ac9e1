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
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/** Creates the topics that are missing, once at start. */
public final class Topics {
  private static final int TIMEOUT_SECONDS = 30;

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
      admin.createTopics(missing).all().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException failure) {
      if (!(failure.getCause() instanceof TopicExistsException)) {
        throw new IllegalStateException("cannot create the topics at " + address, failure);
      }
    } catch (TimeoutException failure) {
      throw new ConfigException(
          "kafka.bootstrapServers: Kafka at %s did not answer within %d s."
              .formatted(address, TIMEOUT_SECONDS));
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while creating the topics", stop);
    }
  }

  private static NewTopic describe(Topic topic, PlimsollConfig.Kafka settings) {
    return new NewTopic(topic.kafkaName(), settings.partitions(), settings.replication())
        .configs(
            Map.of(
                TopicConfig.RETENTION_MS_CONFIG,
                String.valueOf(settings.retention().toMillis()),
                TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                "LogAppendTime"));
  }
}
