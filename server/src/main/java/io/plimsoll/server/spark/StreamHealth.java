package io.plimsoll.server.spark;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a streaming query stands by its last ten reports: whether it still moves, and whether it
 * keeps up with what comes in. Pure; the bounds are ours, because none of the models looks at
 * streams.
 *
 * @param key the run of the query
 * @param name what the application calls it; empty if it does not
 * @param stillMs for how long it has neither ended a batch nor said that it waits for input
 * @param longestBatchMs the longest batch of those reports
 * @param usualPauseMs the median time between two of them; zero where there are fewer than two
 * @param slowerShare the share of reports with fewer rows processed per second than came in
 * @param growingShare the share of steps from one report to the next in which its source was left
 *     further behind; zero unless it is behind by more at the end than at the beginning
 * @param behindRows how many rows wait in its source; absent where the source does not say
 * @param behindRowsBefore how many did in the first of those reports
 */
public record StreamHealth(
    String key,
    String name,
    double stillMs,
    double longestBatchMs,
    double usualPauseMs,
    int reports,
    double slowerShare,
    double growingShare,
    double inputRowsPerSecond,
    double processedRowsPerSecond,
    @Nullable Double behindRows,
    @Nullable Double behindRowsBefore,
    @Nullable Instant lastProgressAt) {
  /** How many reports are looked at. */
  static final int LOOKED_AT = 10;

  /** Fewer reports say nothing about rates. */
  private static final int LEAST_REPORTS = 5;

  /** As many batches, or pauses between reports, a query may stand still for. */
  private static final double PATIENCE = 5;

  /** A first batch has all that has gathered to read, and nothing says yet how long it takes. */
  private static final double PATIENCE_AT_FIRST = 15;

  private static final String BEHIND = "behindRows";

  /**
   * Judges a query.
   *
   * @param progress its reports, the oldest first
   */
  static StreamHealth of(SparkPart stream, List<SparkPart> progress) {
    List<SparkPart> latest =
        progress.subList(Math.max(0, progress.size() - LOOKED_AT), progress.size());
    SparkPart first = latest.isEmpty() ? null : latest.getFirst();
    SparkPart last = latest.isEmpty() ? null : latest.getLast();
    return new StreamHealth(
        stream.key(),
        stream.detail("name"),
        still(stream),
        latest.stream().mapToDouble(StreamHealth::batch).max().orElse(0),
        usualPause(latest),
        latest.size(),
        slower(latest),
        growing(latest),
        last == null ? 0 : last.measure("inputRowsPerSecond"),
        last == null ? 0 : last.measure("processedRowsPerSecond"),
        last == null ? null : last.measures().get(BEHIND),
        first == null ? null : first.measures().get(BEHIND),
        last == null ? null : last.reportedAt());
  }

  /** A listener that does not measure it says at least how long the last batch is over. */
  private static double still(SparkPart stream) {
    Double still = stream.measures().get("stillMs");
    if (still != null) {
      return still;
    }
    boolean isIdle = Boolean.TRUE.equals(stream.details().get("idle"));
    return isIdle ? 0 : stream.measure("sinceProgressMs");
  }

  private static double batch(SparkPart progress) {
    return Math.max(progress.measure("batchMs"), progress.measure("longestBatchMs"));
  }

  private static double usualPause(List<SparkPart> latest) {
    double[] pauses = new double[Math.max(0, latest.size() - 1)];
    for (int step = 0; step < pauses.length; step++) {
      pauses[step] =
          Duration.between(latest.get(step).reportedAt(), latest.get(step + 1).reportedAt())
              .toMillis();
    }
    Arrays.sort(pauses);
    return pauses.length == 0 ? 0 : pauses[pauses.length / 2];
  }

  private static double slower(List<SparkPart> latest) {
    long slower =
        latest.stream()
            .filter(
                each ->
                    each.measure("inputRowsPerSecond") > 0
                        && each.measure("processedRowsPerSecond")
                            < each.measure("inputRowsPerSecond"))
            .count();
    return latest.size() < LEAST_REPORTS ? 0 : (double) slower / latest.size();
  }

  /**
   * A lag that trembles grows in as many steps as it shrinks; only a full ten tell the two apart.
   */
  private static double growing(List<SparkPart> latest) {
    if (latest.size() < LOOKED_AT
        || !latest.stream().allMatch(each -> each.measures().containsKey(BEHIND))
        || latest.getLast().measure(BEHIND) <= latest.getFirst().measure(BEHIND)) {
      return 0;
    }
    int growing = 0;
    for (int step = 1; step < latest.size(); step++) {
      if (latest.get(step).measure(BEHIND) > latest.get(step - 1).measure(BEHIND)) {
        growing++;
      }
    }
    return (double) growing / (latest.size() - 1);
  }

  /**
   * Whether it stands still for longer than {@code fromMs}, and than its batches and the pauses
   * between them explain.
   */
  public boolean isStuck(double fromMs) {
    return stillMs > patienceMs(fromMs);
  }

  /** How long it may stand still. */
  public double patienceMs(double fromMs) {
    double usual = PATIENCE * Math.max(longestBatchMs, usualPauseMs);
    return Math.max(reports < 2 ? PATIENCE_AT_FIRST * fromMs : fromMs, usual);
  }

  /** The larger share: of reports in which it was slower than its input, or of steps behind. */
  public double behindShare() {
    return Math.max(slowerShare, growingShare);
  }

  /** Whether its source has left it further behind than before. */
  public boolean isLagGrowing() {
    return behindRows != null && behindRowsBefore != null && behindRows > behindRowsBefore;
  }
}
