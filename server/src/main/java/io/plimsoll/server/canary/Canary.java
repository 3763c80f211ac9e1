package io.plimsoll.server.canary;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A candidate on its way into production, or what became of it.
 *
 * @param baseline the version that was live when it began
 * @param step counted from 0
 * @param slowMs slower than this counts as slow; null until it is learned of the baseline
 * @param reason why it stands where it stands, in a sentence
 */
public record Canary(
    UUID id,
    int baseline,
    int candidate,
    State state,
    CanaryPlan plan,
    int step,
    Instant stepSince,
    Instant countedFrom,
    @Nullable Double slowMs,
    List<Measure> measures,
    Instant startedAt,
    String startedBy,
    @Nullable Instant endedAt,
    @Nullable String endedBy,
    String reason,
    List<Entry> history) {
  public Canary {
    measures = List.copyOf(measures);
    history = List.copyOf(history);
  }

  /** Whether it goes on, or how it ended. */
  @Schema(name = "CanaryState")
  public enum State {
    RUNNING,
    /** Production points at the candidate. */
    PROMOTED,
    /** The candidate was surely worse, or could not be shown not to be; the baseline has all. */
    ROLLED_BACK,
    /** Somebody ended it; the baseline has all. */
    ABORTED,
    /** Somebody moved production or changed the weights; the canary kept its hands off. */
    SUPERSEDED;

    @JsonValue
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Reads what {@link #text} wrote. */
    static State parse(String text) {
      return valueOf(text.toUpperCase(Locale.ROOT));
    }
  }

  /** What happened to it, and who did it. */
  @Schema(name = "CanaryHistoryEntry")
  public record Entry(Instant at, String by, String text) {}
}
