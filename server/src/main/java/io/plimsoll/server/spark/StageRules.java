package io.plimsoll.server.spark;

import io.plimsoll.events.SparkSpread;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Rules about one stage. */
final class StageRules {
  private static final double GIBIBYTE = 1L << 30;
  private static final double FIVE_SECONDS = 5_000;
  private static final double MANY_TASKS = 5_000;
  private static final double SHORT_TASK = 500;

  private StageRules() {}

  static void judge(SparkPart stage, List<SparkAdvice> advice) {
    stage.spread("durationMs").ifPresent(duration -> tasks(stage, duration, advice));
    spill(stage, advice);
  }

  private static void tasks(SparkPart stage, SparkSpread duration, List<SparkAdvice> advice) {
    skew(stage, duration, advice);
    // DataFlint's bounds.
    if (duration.count() > MANY_TASKS && duration.median() < SHORT_TASK) {
      advice.add(
          new SparkAdvice(
              "small_tasks",
              SparkSeverity.MODERATE,
              stage.key(),
              String.format(
                  Locale.ROOT,
                  "%,d tasks take %.0f ms each in the median.",
                  duration.count(),
                  duration.median()),
              "Have fewer and larger partitions: coalesce, or a lower"
                  + " spark.sql.shuffle.partitions.",
              duration.median()));
    }
  }

  /**
   * The longest task against the median one. DataFlint fires at ten times and five seconds, which
   * is severe here.
   */
  private static void skew(SparkPart stage, SparkSpread duration, List<SparkAdvice> advice) {
    if (duration.count() < 2 || duration.max() < FIVE_SECONDS) {
      return;
    }
    double ratio = duration.max() / Math.max(1, duration.median());
    boolean isOfData = isOfData(stage, ratio);
    SparkSeverity.reached(ratio, 3, 5, 10, 20)
        .ifPresent(
            severity ->
                advice.add(
                    new SparkAdvice(
                        "skew",
                        severity,
                        stage.key(),
                        "The longest task took %s times as long as the median one%s."
                            .formatted(
                                ApplicationRules.times(ratio),
                                isOfData
                                    ? ", and it read more"
                                    : ", although it read no more than others"),
                        isOfData
                            ? "Spread the key that many rows share: salt it, filter it out, or let"
                                + " spark.sql.adaptive.skewJoin.enabled split it."
                            : "Look at host %s: the task had no more to do than others."
                                .formatted(stage.detail("slowestHost")),
                        ratio)));
  }

  /** Whether the longest task had more to read, by at least half of what it was longer. */
  private static boolean isOfData(SparkPart stage, double ratio) {
    Optional<SparkSpread> read = stage.spread("readBytes");
    double median = read.map(SparkSpread::median).orElse(0.0);
    return stage.measure("slowestReadBytes") > Math.max(1, median) * Math.max(1.5, ratio / 2);
  }

  /** Levels of ours: what goes to disk because it does not fit is written and read once more. */
  private static void spill(SparkPart stage, List<SparkAdvice> advice) {
    double spilled = stage.measure("diskSpilledBytes");
    SparkSeverity.reached(spilled, 0.1 * GIBIBYTE, GIBIBYTE, 10 * GIBIBYTE, 100 * GIBIBYTE)
        .ifPresent(
            severity ->
                advice.add(
                    new SparkAdvice(
                        "spill",
                        severity,
                        stage.key(),
                        String.format(
                            Locale.ROOT, "%.1f GiB were spilled to disk.", spilled / GIBIBYTE),
                        "Have more partitions, so that each fits, or more memory for each core.",
                        spilled)));
  }
}
