package io.plimsoll.server.anomaly;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A series that is watched.
 *
 * @param isDefault whether it is watched because it matters to everybody, as it is by default
 * @param state whether anything can be told of it yet
 * @param plan how it is judged at present; absent before it was judged for the first time
 * @param judgedUntil everything before has been judged
 */
public record WatchedSeries(
    UUID id,
    SeriesName series,
    boolean isDefault,
    WatchSettings settings,
    SeriesState state,
    @Nullable JudgingPlan plan,
    @Nullable Instant judgedUntil,
    Instant changedAt,
    @Nullable String changedBy) {

  Duration step() {
    return Duration.ofSeconds(settings.step());
  }
}
