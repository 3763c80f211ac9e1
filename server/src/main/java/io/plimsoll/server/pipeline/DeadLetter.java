package io.plimsoll.server.pipeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plimsoll.server.platform.crypto.SecretBox;
import io.plimsoll.server.platform.database.ProjectId;
import io.plimsoll.server.platform.eventlog.LogPlace;
import io.plimsoll.server.platform.eventlog.LogRecord;
import io.plimsoll.server.platform.masking.MaskedText;
import io.plimsoll.server.platform.masking.Masking;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** A record that could not become rows, with the reason and as much of it as is kept. */
record DeadLetter(
    Optional<ProjectId> project,
    Instant receivedAt,
    String code,
    String reason,
    String topic,
    int partition,
    long offset,
    String payload,
    boolean truncated) {
  private static final int MAX_PAYLOAD = 16_384;
  private static final ObjectMapper JSON = new ObjectMapper();

  static DeadLetter of(LogRecord record, String code, String reason) {
    byte[] value = record.value();
    boolean truncated = value.length > MAX_PAYLOAD;
    byte[] kept = truncated ? Arrays.copyOf(value, MAX_PAYLOAD) : value;
    String payload = new String(kept, StandardCharsets.UTF_8).replace('\0', '\uFFFD');
    return new DeadLetter(
        record.project(),
        record.appendedAt(),
        code,
        reason.replace('\0', '\uFFFD'),
        record.topic().kafkaName(),
        record.partition(),
        record.offset(),
        payload,
        truncated);
  }

  /** The same without what is hidden. */
  DeadLetter masked(Masking masking) {
    MaskedText masked = masking.mask(payload);
    return new DeadLetter(
        project,
        receivedAt,
        code,
        masking.maskAbout(reason, masked),
        topic,
        partition,
        offset,
        masked.text(),
        truncated);
  }

  /** The payload in a seal that opens for this record alone. */
  byte[] sealed(SecretBox secrets) {
    return secrets.seal(payload, new LogPlace(project, topic, partition, offset).sealContext());
  }

  /** The form in which it stands in the topic of dead letters, if it is masked. */
  byte[] toJson() {
    try {
      return JSON.writeValueAsBytes(
          Map.of(
              "code", code,
              "reason", reason,
              "topic", topic,
              "partition", partition,
              "offset", offset,
              "receivedAt", receivedAt.toString(),
              "payload", payload,
              "truncated", truncated));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("strings and numbers are always JSON", impossible);
    }
  }
}
