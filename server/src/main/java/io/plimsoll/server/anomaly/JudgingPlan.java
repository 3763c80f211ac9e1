package io.plimsoll.server.anomaly;

import io.plimsoll.stats.anomaly.Plan;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a series is judged.
 *
 * @param method robust_z, ewma, smoothing or holt_winters; absent while there is too little to
 *     judge
 * @param rhythm none, daily, weekly or daily_and_weekly
 * @param reason why this method
 * @param missing what is missing for a better one; absent when nothing is
 * @param since where the history that it was learned from begins
 * @param points how many values that history has
 */
public record JudgingPlan(
    @Nullable String method,
    String rhythm,
    String reason,
    @Nullable String missing,
    Instant since,
    int points) {
  static JudgingPlan of(Plan plan, Grid grid) {
    return new JudgingPlan(
        plan.method().map(WatchSettings::text).orElse(null),
        WatchSettings.text(plan.rhythm()),
        plan.reason(),
        plan.missing().orElse(null),
        grid.start(plan.since()),
        plan.points());
  }
}
