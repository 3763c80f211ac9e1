package io.plimsoll.server.platform.eventlog;

import io.plimsoll.server.platform.database.ProjectId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Appends events to Kafka with acks=all and an idempotent producer. Two producers: one whose
 * callers wait for the acknowledgement, and one for the hot path that never blocks its caller.
 * Thread-safe.
 */
public final class EventLog implements AutoCloseable {
  static final String PROJECT_HEADER = "project";
  private static final Duration DELIVERY = Duration.ofSeconds(20);
  private static final Duration EAGER_DELIVERY = Duration.ofMinutes(2);

  /** The most bytes of a record; an event of OpenLineage may hold the plan of a job. */
  static final int MAX_RECORD = 5 << 20;

  private static final Header SCHEMA = new RecordHeader("schema", new byte[] {1});

  private final KafkaProducer<byte[], byte[]> waiting;
  private final KafkaProducer<byte[], byte[]> eager;
  private final LongAdder dropped = new LongAdder();

  public EventLog(KafkaAddress address) {
    NativeCodec.load();
    this.waiting = new KafkaProducer<>(address.with(settings("intake", 5, 5_000, DELIVERY)));
    // A full buffer must cost the hot path nothing: max.block.ms=0 makes send fail at once, and the
    // drop is counted. A broker that restarts is waited for as long as the buffer lasts.
    this.eager =
        new KafkaProducer<>(address.with(settings("inference-log", 20, 0, EAGER_DELIVERY)));
    learnPartitions();
  }

  /**
   * A producer that must not block cannot ask which partitions there are when the first record
   * comes, so it is made to ask before.
   */
  private void learnPartitions() {
    long deadline = System.nanoTime() + DELIVERY.toNanos();
    for (Topic topic : List.of(Topic.PREDICTIONS, Topic.DEAD_LETTERS)) {
      while (!isKnown(topic)) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException(
              "Kafka does not say which partitions " + topic.kafkaName() + " has");
        }
        LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
      }
    }
  }

  private boolean isKnown(Topic topic) {
    try {
      return !eager.partitionsFor(topic.kafkaName()).isEmpty();
    } catch (org.apache.kafka.common.errors.TimeoutException notYet) {
      return false;
    }
  }

  /** An event on its way into the log; {@code key} keeps the order of what shares it. */
  public record Entry(Topic topic, ProjectId project, String key, byte[] value) {}

  /**
   * Appends all entries and returns when the brokers have acknowledged every one.
   *
   * @throws EventLogException if one could not be appended in time; the caller may send all again,
   *     because the pipeline counts an event id once
   */
  public void append(List<Entry> entries) throws EventLogException {
    List<Future<RecordMetadata>> acknowledgements = new ArrayList<>(entries.size());
    long deadline = System.nanoTime() + DELIVERY.toNanos();
    try {
      for (Entry entry : entries) {
        acknowledgements.add(send(entry, deadline));
      }
      for (Future<RecordMetadata> acknowledgement : acknowledgements) {
        acknowledgement.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
      }
    } catch (ExecutionException | TimeoutException | KafkaException failure) {
      throw new EventLogException("Kafka did not acknowledge the events in time.", failure);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new EventLogException("The server is stopping.", stop);
    }
  }

  /**
   * Hands an entry to the producer, which blocks for some seconds where it does not know the topic
   * or has no room, and then answers with a failed future: that ends the batch, or each of its
   * entries would wait as long.
   */
  private Future<RecordMetadata> send(Entry entry, long deadline)
      throws ExecutionException, InterruptedException, TimeoutException {
    if (System.nanoTime() > deadline) {
      throw new TimeoutException("not every event was handed over in " + DELIVERY);
    }
    Future<RecordMetadata> acknowledgement = waiting.send(toKafka(entry));
    if (acknowledgement.isDone()) {
      acknowledgement.get();
    }
    return acknowledgement;
  }

  /**
   * Appends without waiting and without ever blocking; what cannot be taken is dropped and counted.
   */
  public void tryAppend(Entry entry) {
    try {
      Future<RecordMetadata> counted = eager.send(toKafka(entry), this::countFailure);
      assert counted != null : "the outcome arrives in countFailure";
    } catch (KafkaException | IllegalStateException full) {
      dropped.increment();
    }
  }

  /** How many entries {@link #tryAppend} had to drop since the start. */
  public long droppedCount() {
    return dropped.sum();
  }

  @Override
  public void close() {
    waiting.close(Duration.ofSeconds(5));
    eager.close(Duration.ofSeconds(5));
  }

  private void countFailure(@Nullable RecordMetadata metadata, @Nullable Exception failure) {
    if (failure != null) {
      dropped.increment();
    }
  }

  private static ProducerRecord<byte[], byte[]> toKafka(Entry entry) {
    UUID project = entry.project().value();
    byte[] id =
        ByteBuffer.allocate(16)
            .putLong(project.getMostSignificantBits())
            .putLong(project.getLeastSignificantBits())
            .array();
    byte[] key = (project + "/" + entry.key()).getBytes(StandardCharsets.UTF_8);
    List<Header> headers = List.of(new RecordHeader(PROJECT_HEADER, id), SCHEMA);
    return new ProducerRecord<>(entry.topic().kafkaName(), null, key, entry.value(), headers);
  }

  private static Map<String, Object> settings(
      String client, int lingerMillis, int maxBlockMillis, Duration delivery) {
    return Map.ofEntries(
        Map.entry(ProducerConfig.CLIENT_ID_CONFIG, "plimsoll-" + client),
        Map.entry(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class),
        Map.entry(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class),
        Map.entry(ProducerConfig.ACKS_CONFIG, "all"),
        Map.entry(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true),
        Map.entry(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4"),
        Map.entry(ProducerConfig.LINGER_MS_CONFIG, lingerMillis),
        Map.entry(ProducerConfig.BATCH_SIZE_CONFIG, 131_072),
        Map.entry(ProducerConfig.BUFFER_MEMORY_CONFIG, 67_108_864L),
        Map.entry(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_RECORD),
        Map.entry(ProducerConfig.MAX_BLOCK_MS_CONFIG, (long) maxBlockMillis),
        Map.entry(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000),
        Map.entry(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) delivery.toMillis()),
        // Forgotten partitions would have to be asked for again, by a caller that must not wait.
        Map.entry(ProducerConfig.METADATA_MAX_IDLE_CONFIG, Duration.ofDays(365).toMillis()),
        Map.entry(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000L));
  }
}
