package io.plimsoll.server.pipeline;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.plimsoll.events.EventRefusedException;
import io.plimsoll.events.RefusalCode;
import io.plimsoll.server.platform.eventlog.LogRecord;
import io.plimsoll.server.platform.eventlog.Signature;
import io.plimsoll.server.platform.eventlog.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Says whose a record is that came straight into the log. Of the topic that is open to producers
 * nothing is believed but a signature; the other topics are written by the server alone. What is
 * known of a key is remembered for some seconds, for so long does one that was revoked still sign.
 */
final class Signers {
  /** How far the writer's clock, and the way to the broker, may be off. */
  static final Duration TOLERANCE = Duration.ofMinutes(5);

  private static final Duration REMEMBERED = Duration.ofSeconds(10);

  private final SignerStore store;
  private final Cache<UUID, Optional<Signer>> remembered =
      Caffeine.newBuilder().expireAfterWrite(REMEMBERED).maximumSize(10_000).build();

  Signers(SignerStore store) {
    this.store = store;
  }

  /** Asks for all unknown signers of these records at once. */
  Map<UUID, Optional<Signer>> of(List<LogRecord> records) {
    Set<UUID> wanted =
        records.stream()
            .flatMap(record -> record.signature().stream())
            .map(Signature::signer)
            .collect(toSet());
    return wanted.isEmpty()
        ? Map.of()
        : remembered.getAll(
            wanted,
            missing -> {
              Map<UUID, Signer> found = store.find(Set.copyOf(missing));
              return missing.stream()
                  .collect(
                      toMap(signer -> signer, signer -> Optional.ofNullable(found.get(signer))));
            });
  }

  /**
   * The record as one of the project whose key has signed it; what the server wrote itself is
   * believed as it is.
   *
   * @param signers what {@link #of} has found for its batch
   */
  static LogRecord prove(LogRecord record, Map<UUID, Optional<Signer>> signers)
      throws EventRefusedException {
    if (record.topic() != Topic.DIRECT) {
      return record;
    }
    Signature signature =
        record
            .signature()
            .orElseThrow(
                () ->
                    refused(
                        RefusalCode.UNSIGNED,
                        "The record has no signature; set the headers signer, signed-at and"
                            + " signature."));
    Signer signer =
        signers
            .getOrDefault(signature.signer(), Optional.empty())
            .orElseThrow(
                () ->
                    refused(
                        RefusalCode.UNKNOWN_SIGNER,
                        "No key signs as %s; it may have been revoked."
                            .formatted(signature.signer())));
    if (!signer.hasSigned(signature, record.project(), record.value())) {
      throw refused(
          RefusalCode.WRONG_SIGNATURE, "The signature does not belong to the record's bytes.");
    }
    return record.of(Optional.of(signer.project()));
  }

  /** Refuses a record that was proved, and that its signer may not write all the same. */
  static void require(LogRecord record, LogRecord proved, Map<UUID, Optional<Signer>> signers)
      throws EventRefusedException {
    Signature signature = record.signature().orElse(null);
    if (record.topic() != Topic.DIRECT || signature == null) {
      return;
    }
    Duration off = Duration.between(signature.signedAt(), record.appendedAt()).abs();
    if (off.compareTo(TOLERANCE) > 0) {
      throw refused(
          RefusalCode.SIGNED_TOO_LONG_AGO,
          "The record was signed at %s and appended at %s; at most %d minutes may lie between."
              .formatted(signature.signedAt(), record.appendedAt(), TOLERANCE.toMinutes()));
    }
    if (record.project().isPresent() && !record.project().equals(proved.project())) {
      throw refused(
          RefusalCode.WRONG_TENANT,
          "The record claims project %s, to which its key does not belong."
              .formatted(record.project().get()));
    }
    if (signers.getOrDefault(signature.signer(), Optional.empty()).stream()
        .noneMatch(Signer::maySend)) {
      throw refused(RefusalCode.MISSING_SCOPE, "The key lacks the scope events.");
    }
  }

  private static EventRefusedException refused(RefusalCode code, String reason) {
    return new EventRefusedException(code, reason);
  }
}
