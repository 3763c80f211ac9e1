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
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Puts dead letters back into the log, as they are or as somebody has mended them, who has seen
 * placeholders in the places of what is hidden: what they stand for is put back.
 */
@ApplicationScoped
public class DeadLetterReplay {
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
  void replay(Tenant tenant, DeadLetter letter, @Nullable String mended, String by) {
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
    String payload = mended == null ? letter.payload() : restored(masking, letter, mended);
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
  Outcome replay(Tenant tenant, List<DeadLetter> letters, @Nullable String nextCursor, String by) {
    List<EventLog.Entry> entries = new ArrayList<>();
    List<UUID> ids = new ArrayList<>();
    List<Refusal> refused = new ArrayList<>();
    Masking masking = store.masking(tenant);
    for (DeadLetter letter : letters) {
      if (letter.truncated()) {
        refused.add(
            new Refusal(letter.id(), "truncated", "Only the beginning of this record is kept."));
        continue;
      }
      try {
        entries.add(entry(tenant, letter, letter.payload()));
        ids.add(letter.id());
      } catch (EventRefusedException still) {
        String reason = masking.maskAbout(still.reason(), masking.mask(letter.payload()));
        refused.add(new Refusal(letter.id(), still.code().text(), reason));
      }
    }
    if (!ids.isEmpty()) {
      door.append(entries);
      store.noteReplayed(tenant, ids, by, clock.instant());
    }
    return new Outcome(ids.size(), refused, nextCursor);
  }

  private static String restored(Masking masking, DeadLetter letter, String mended) {
    MaskedText seen = masking.mask(letter.payload());
    List<String> unknown = seen.unknownPlaceholders(mended);
    if (!unknown.isEmpty()) {
      throw ProblemException.invalid(
          "payload",
          "%s stands for nothing that is hidden of this letter; leave its placeholders as they are, or write what shall be sent."
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
