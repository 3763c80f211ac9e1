package io.plimsoll.server.platform.eventlog;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Asks Kafka where the partitions of the event topics begin and end. Thread-safe. */
public final class LogEnds implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private final Admin admin;
  private final List<String> topics =
      Arrays.stream(Topic.values())
          .filter(topic -> topic != Topic.DEAD_LETTERS)
          .map(Topic::kafkaName)
          .toList();

  public LogEnds(KafkaAddress address) {
    this.admin =
        Admin.create(
            address.with(
                Map.of(
                    AdminClientConfig.CLIENT_ID_CONFIG,
                    "plimsoll-backlog",
                    AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                    (int) LIMIT.toMillis(),
                    AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                    (int) LIMIT.toMillis(),
                    AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                    1_000L)));
  }

  /** A partition by the name of its topic in Kafka. */
  public record Partition(String topic, int number) {}

  /** The first offset that is still there, and the one that the next record will have. */
  public record Span(long begin, long end) {}

  /** The spans of all partitions; empty while Kafka does not answer. */
  public Optional<Map<Partition, Span>> ask() {
    try {
      List<TopicPartition> partitions = partitions();
      Map<TopicPartition, ListOffsetsResultInfo> begins =
          offsets(partitions, OffsetSpec.earliest());
      Map<TopicPartition, ListOffsetsResultInfo> ends = offsets(partitions, OffsetSpec.latest());
      Map<Partition, Span> spans = new HashMap<>();
      ends.forEach(
          (partition, end) -> {
            ListOffsetsResultInfo begin = begins.get(partition);
            spans.put(
                new Partition(partition.topic(), partition.partition()),
                new Span(begin == null ? 0 : begin.offset(), end.offset()));
          });
      return Optional.of(spans);
    } catch (ExecutionException | TimeoutException | KafkaException away) {
      return Optional.empty();
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(1));
  }

  private List<TopicPartition> partitions()
      throws ExecutionException, InterruptedException, TimeoutException {
    Map<String, TopicDescription> described =
        admin.describeTopics(topics).allTopicNames().get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    return described.values().stream()
        .flatMap(
            topic ->
                topic.partitions().stream()
                    .map(partition -> new TopicPartition(topic.name(), partition.partition())))
        .toList();
  }

  private Map<TopicPartition, ListOffsetsResultInfo> offsets(
      List<TopicPartition> partitions, OffsetSpec which)
      throws ExecutionException, InterruptedException, TimeoutException {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    partitions.forEach(partition -> asked.put(partition, which));
    return admin.listOffsets(asked).all().get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
  }
}
