package io.plimsoll.server.intake.letters;

import io.plimsoll.server.platform.masking.MaskedText;
import io.plimsoll.server.platform.masking.Masking;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event that could not be read or kept, with why and where it lies in Kafka.
 *
 * @param truncated whether the record was longer than what is kept of it
 * @param replayedAt when it was sent again, if it was
 * @param replayedBy who did that
 */
public record DeadLetter(
    UUID id,
    Instant receivedAt,
    String code,
    String reason,
    String topic,
    int partition,
    long offset,
    String payload,
    boolean truncated,
    @Nullable Instant replayedAt,
    @Nullable String replayedBy) {

  /** The same as it may be seen, with placeholders in the places of what is hidden of the text. */
  DeadLetter masked(Masking masking, String text) {
    MaskedText masked = masking.mask(text);
    return new DeadLetter(
        id,
        receivedAt,
        code,
        masking.maskAbout(reason, masked),
        topic,
        partition,
        offset,
        masked.text(),
        truncated,
        replayedAt,
        replayedBy);
  }
}
