package io.plimsoll.server.platform.eventlog;

import io.plimsoll.server.platform.database.ProjectId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the event topics from places that its caller keeps: Kafka divides the partitions over the
 * group, but never learns an offset. Used by one thread; {@link #wake} may be called from any.
 */
public final class EventConsumer implements AutoCloseable {
  private static final String SIGNER_HEADER = "signer";
  private static final String SIGNED_AT_HEADER = "signed-at";
  private static final String SIGNATURE_HEADER = "signature";
  private static final int MAC_BYTES = 32;
  private static final Set<Topic> READ = EnumSet.complementOf(EnumSet.of(Topic.DEAD_LETTERS));

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Places places;
  private boolean isAstray;

  public EventConsumer(KafkaAddress address, String group, int maxRecords, Places places) {
    this.places = places;
    this.consumer =
        new KafkaConsumer<>(
            address.with(
                Map.ofEntries(
                    Map.entry(ConsumerConfig.GROUP_ID_CONFIG, group),
                    Map.entry(ConsumerConfig.CLIENT_ID_CONFIG, group),
                    Map.entry(
                        ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class),
                    Map.entry(
                        ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
                        ByteArrayDeserializer.class),
                    Map.entry(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false),
                    Map.entry(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest"),
                    Map.entry(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, maxRecords),
                    Map.entry(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 100),
                    Map.entry(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 8_388_608),
                    Map.entry(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, 600_000),
                    Map.entry(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000),
                    Map.entry(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 2_000),
                    Map.entry(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000L))));
    List<String> topics = READ.stream().map(Topic::kafkaName).toList();
    consumer.subscribe(topics, new Seek());
  }

  /** Where reading stands, kept by the caller beside the rows that came out of it. */
  public interface Places {
    /** The next offset to read of a partition that was just assigned. */
    long next(Topic topic, int partition);
  }

  /**
   * Waits up to {@code limit} for records. What the keeper of the places throws comes through, and
   * then nothing was read.
   */
  public List<LogRecord> poll(Duration limit) {
    if (isAstray) {
      seek(consumer.assignment());
      isAstray = false;
    }
    List<LogRecord> records = new ArrayList<>();
    try {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(limit)) {
        records.add(read(record));
      }
    } catch (WakeupException stop) {
      return records;
    }
    // Partitions came whose places could not be asked for: these records are from anywhere.
    return isAstray ? List.of() : records;
  }

  /**
   * Makes the next {@link #poll} begin at the kept places of all partitions, after a batch could
   * not be stored. Nothing is read before it has got there: going on from where it stands would
   * leave out the batch that failed.
   */
  public void rewind() {
    isAstray = true;
  }

  /** How many records each of this process's partitions has behind the read position. */
  public List<Long> lags() {
    List<Long> lags = new ArrayList<>();
    for (TopicPartition partition : consumer.assignment()) {
      lags.add(consumer.currentLag(partition).orElse(0));
    }
    return lags;
  }

  /** Makes a waiting {@link #poll} return. */
  public void wake() {
    consumer.wakeup();
  }

  @Override
  public void close() {
    consumer.close();
  }

  private void seek(Collection<TopicPartition> partitions) {
    for (TopicPartition partition : partitions) {
      Topic topic = Topic.byKafkaName(partition.topic()).orElseThrow();
      consumer.seek(partition, places.next(topic, partition.partition()));
    }
  }

  private static LogRecord read(ConsumerRecord<byte[], byte[]> record) {
    byte[] value = record.value() == null ? new byte[0] : record.value();
    return new LogRecord(
        Topic.byKafkaName(record.topic()).orElseThrow(),
        record.partition(),
        record.offset(),
        id(record.headers().lastHeader(EventLog.PROJECT_HEADER)).map(ProjectId::new),
        signature(record.headers()),
        Instant.ofEpochMilli(record.timestamp()),
        value);
  }

  private static Optional<UUID> id(@Nullable Header header) {
    return bytes(header, 16).map(ByteBuffer::wrap).map(id -> new UUID(id.getLong(), id.getLong()));
  }

  private static Optional<Signature> signature(Headers headers) {
    Optional<UUID> signer = id(headers.lastHeader(SIGNER_HEADER));
    Optional<byte[]> signedAt = bytes(headers.lastHeader(SIGNED_AT_HEADER), Long.BYTES);
    Optional<byte[]> mac = bytes(headers.lastHeader(SIGNATURE_HEADER), MAC_BYTES);
    if (signer.isEmpty() || signedAt.isEmpty() || mac.isEmpty()) {
      return Optional.empty();
    }
    long millis = ByteBuffer.wrap(signedAt.get()).getLong();
    return Optional.of(new Signature(signer.get(), Instant.ofEpochMilli(millis), mac.get()));
  }

  private static Optional<byte[]> bytes(@Nullable Header header, int length) {
    return header == null || header.value() == null || header.value().length != length
        ? Optional.empty()
        : Optional.of(header.value());
  }

  private final class Seek implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      try {
        seek(partitions);
      } catch (RuntimeException placesUnknown) {
        // The next poll asks again, where a failure can be told to the caller.
        isAstray = true;
      }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      // Nothing to give up: a batch is stored whole before the next poll, and the store checks that
      // nobody else has moved the place in the meantime.
    }
  }
}
