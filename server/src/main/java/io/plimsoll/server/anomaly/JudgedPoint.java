package io.plimsoll.server.anomaly;

import io.plimsoll.stats.anomaly.Judgement;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A bucket as it was judged.
 *
 * @param value absent where there was none
 * @param expected absent, like the band, while too little was known to expect anything
 * @param lower where the band of what is usual begins
 * @param score how many standard deviations off
 * @param side 1 for an anomaly above the band, -1 for one below, 0 for none
 */
public record JudgedPoint(
    Instant at,
    @Nullable Double value,
    @Nullable Double expected,
    @Nullable Double lower,
    @Nullable Double upper,
    double score,
    int side,
    @Nullable String method) {

  static JudgedPoint of(Judgement judgement, Grid grid) {
    return new JudgedPoint(
        grid.start(judgement.bucket()),
        finite(judgement.value()),
        finite(judgement.expected()),
        finite(judgement.lower()),
        finite(judgement.upper()),
        judgement.score(),
        judgement.side(),
        Double.isNaN(judgement.expected())
            ? null
            : judgement.plan().method().map(WatchSettings::text).orElse(null));
  }

  private static @Nullable Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
