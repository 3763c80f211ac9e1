package io.plimsoll.server.intake.letters;

import io.plimsoll.events.Event;
import io.plimsoll.events.EventReader;
import io.plimsoll.events.EventRefusedException;
import io.plimsoll.events.Limits;
import io.plimsoll.events.LineageReader;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.intake.LogDoor;
import io.plimsoll.server.intake.LogEntries;
import io.plimsoll.server.platform.config.PlimsollConfig;
import io.plimsoll.server.platform.eventlog.EventLog;
import io.plimsoll.server.platform.eventlog.Topic;
import io.plimsoll.server.platform.http.ErrorCode;
import io.plimsoll.server.platform.http.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Puts dead letters back into the log, as they are or as somebody has mended them. */
@ApplicationScoped
public class DeadLetterReplay {
  private final DeadLetterStore store;
  private final LogDoor door;
  private final InstantSource clock;
  private final EventReader reader;
  private final LineageReader ofLineage = new LineageReader();

  public DeadLetterReplay(
      DeadLetterStore store, LogDoor door, InstantSource clock, PlimsollConfig config) {
    this.store = store;
    this.door = door;
    this.clock = clock;
    this.reader =
        new EventReader(Limits.DEFAULTS.withOldest(Duration.ofDays(config.retentionDays())));
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
    try {
      door.append(List.of(entry(tenant, letter, mended == null ? letter.payload() : mended)));
    } catch (EventRefusedException refused) {
      throw new ProblemException(
          ErrorCode.INVALID_FIELD,
          "payload: " + refused.reason(),
          Map.of("field", "payload", "refusal", refused.code().text()));
    }
    store.noteReplayed(tenant, List.of(letter.id()), by, clock.instant());
  }

  /** Sends all letters of a page again that can be read now; what was cut off cannot. */
  Outcome replay(Tenant tenant, List<DeadLetter> letters, @Nullable String nextCursor, String by) {
    List<EventLog.Entry> entries = new ArrayList<>();
    List<UUID> ids = new ArrayList<>();
    List<Refusal> refused = new ArrayList<>();
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
        refused.add(new Refusal(letter.id(), still.code().text(), still.reason()));
      }
    }
    if (!ids.isEmpty()) {
      door.append(entries);
      store.noteReplayed(tenant, ids, by, clock.instant());
    }
    return new Outcome(ids.size(), refused, nextCursor);
  }

  private EventLog.Entry entry(Tenant tenant, DeadLetter letter, String payload)
      throws EventRefusedException {
    byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
    Event event =
        letter.topic().equals(Topic.LINEAGE.kafkaName())
            ? ofLineage.read(bytes, clock.instant())
            : reader.read(bytes, clock.instant());
    return LogEntries.of(event, tenant.project(), bytes);
  }
}
