package io.plimsoll.server.intake.letters;

import io.plimsoll.events.Event;
import io.plimsoll.events.EventRefusedException;
import io.plimsoll.events.Limits;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.intake.LogDoor;
import io.plimsoll.server.intake.LogEntries;
import io.plimsoll.server.platform.config.PlimsollConfig;
import io.plimsoll.server.platform.eventlog.EventLog;
import io.plimsoll.server.platform.eventlog.Topic;
import io.plimsoll.server.platform.eventlog.TopicReader;
import io.plimsoll.server.platform.http.ErrorCode;
import io.plimsoll.server.platform.http.ProblemException;
import io.plimsoll.server.platform.masking.MaskedText;
import io.plimsoll.server.platform.masking.Masking;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Puts dead letters back into the log, as they are or as somebody has mended them, who has seen
 * placeholders in the places of what is hidden: what they stand for is put back.
 */
@ApplicationScoped
public class DeadLetterReplay {
  private static final String DOES_NOT_OPEN =
      "The original of this letter cannot be opened with the key of this home";

  private final DeadLetterStore store;
  private final LogDoor door;
  private final InstantSource clock;
  private final TopicReader reader;

  public DeadLetterReplay(
      DeadLetterStore store, LogDoor door, InstantSource clock, PlimsollConfig config) {
    this.store = store;
    this.door = door;
    this.clock = clock;
    this.reader =
        new TopicReader(Limits.DEFAULTS.withOldest(Duration.ofDays(config.retentionDays())));
  }

  /** A letter that cannot be sent again as it is, with the reader's code and reason. */
  @org.eclipse.microprofile.openapi.annotations.media.Schema(name = "DeadLetterRefusal")
  public record Refusal(UUID id, String code, String message) {}

  /**
   * What became of many letters.
   *
   * @param nextCursor where the next part of them begins; null after the last
   */
  @org.eclipse.microprofile.openapi.annotations.media.Schema(name = "DeadLetterReplays")
  public record Outcome(int replayed, List<Refusal> refused, @Nullable String nextCursor) {
    public Outcome {
      refused = List.copyOf(refused);
    }
  }

  /** Sends one letter again, with the text that it should have had, or as it is. */
  void replay(Tenant tenant, KeptLetter kept, @Nullable String mended, String by) {
    DeadLetter letter = kept.letter();
    if (letter.replayedAt() != null) {
      throw new ProblemException(
          ErrorCode.CONFLICT,
          "%s has sent this letter again at %s; if that failed, there is a new letter."
              .formatted(letter.replayedBy(), letter.replayedAt()));
    }
    if (mended == null && letter.truncated()) {
      throw new ProblemException(
          ErrorCode.CONFLICT,
          "Only the beginning of this record is kept; give the whole event as payload.");
    }
    Masking masking = store.masking(tenant);
    String payload = mended == null ? requireOriginal(kept) : restored(masking, kept, mended);
    try {
      door.append(List.of(entry(tenant, letter, payload)));
    } catch (EventRefusedException refused) {
      throw new ProblemException(
          ErrorCode.INVALID_FIELD,
          "payload: " + masking.maskAbout(refused.reason(), masking.mask(payload)),
          Map.of("field", "payload", "refusal", refused.code().text()));
    }
    store.noteReplayed(tenant, List.of(letter.id()), by, clock.instant());
  }

  /** Sends all letters of a page again that can be read now; what was cut off cannot. */
  Outcome replay(Tenant tenant, List<KeptLetter> letters, @Nullable String nextCursor, String by) {
    List<EventLog.Entry> entries = new ArrayList<>();
    List<UUID> ids = new ArrayList<>();
    List<Refusal> refused = new ArrayList<>();
    Masking masking = store.masking(tenant);
    for (KeptLetter kept : letters) {
      DeadLetter letter = kept.letter();
      Optional<Refusal> lost = findLoss(kept);
      if (lost.isPresent()) {
        refused.add(lost.get());
        continue;
      }
      String original = requireOriginal(kept);
      try {
        entries.add(entry(tenant, letter, original));
        ids.add(letter.id());
      } catch (EventRefusedException still) {
        String reason = masking.maskAbout(still.reason(), masking.mask(original));
        refused.add(new Refusal(letter.id(), still.code().text(), reason));
      }
    }
    if (!ids.isEmpty()) {
      door.append(entries);
      store.noteReplayed(tenant, ids, by, clock.instant());
    }
    return new Outcome(ids.size(), refused, nextCursor);
  }

  /** Why there is nothing that could be sent. */
  private static Optional<Refusal> findLoss(KeptLetter kept) {
    UUID id = kept.letter().id();
    if (kept.letter().truncated()) {
      return Optional.of(
          new Refusal(id, "truncated", "Only the beginning of this record is kept."));
    }
    return kept.original().isPresent()
        ? Optional.empty()
        : Optional.of(new Refusal(id, "sealed", DOES_NOT_OPEN + "."));
  }

  private static String requireOriginal(KeptLetter kept) {
    return kept.original()
        .orElseThrow(
            () ->
                new ProblemException(
                    ErrorCode.CONFLICT,
                    DOES_NOT_OPEN
                        + "; restore `secrets/` of the home from a backup, or give the whole event as payload, without placeholders."));
  }

  private static String restored(Masking masking, KeptLetter kept, String mended) {
    MaskedText seen = kept.payload(masking);
    List<String> unknown = seen.unknownPlaceholders(mended);
    if (!unknown.isEmpty()) {
      throw ProblemException.invalid(
          "payload",
          (kept.original().isPresent()
                  ? "%s stands for nothing that is hidden of this letter; leave its placeholders as they are, or write what shall be sent."
                  : DOES_NOT_OPEN
                      + ", so nothing can be put back for %s; write what shall be sent.")
              .formatted(unknown.getFirst()));
    }
    return seen.restore(mended);
  }

  private EventLog.Entry entry(Tenant tenant, DeadLetter letter, String payload)
      throws EventRefusedException {
    byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
    // A topic that is gone held events of ours.
    Topic topic = Topic.byKafkaName(letter.topic()).orElse(Topic.DIRECT);
    Event event = reader.read(topic, bytes, clock.instant());
    return LogEntries.of(event, tenant.project(), bytes);
  }
}
