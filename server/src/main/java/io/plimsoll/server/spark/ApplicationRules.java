package io.plimsoll.server.spark;

import java.util.List;
import java.util.Locale;

/** Rules about the application as a whole and about its executors. */
final class ApplicationRules {
  private static final double MINUTE = 60_000;
  private static final double GIBIBYTE = 1L << 30;

  /** Dr. Elephant looks at executors only where there is enough work to be unequal. */
  private static final double ENOUGH_WORK = 5 * MINUTE;

  private final SparkApplication application;
  private final List<SparkPart> executors;

  ApplicationRules(SparkApplication application, List<SparkPart> executors) {
    this.application = application;
    this.executors = executors;
  }

  void judge(List<SparkAdvice> advice) {
    garbage(advice);
    wastedCores(advice);
    failures(advice);
    memory(advice);
    executorSkew(advice);
  }

  /** Dr. Elephant's bounds: 8, 10, 15 and 20 % of the time that tasks run. */
  private void garbage(List<SparkAdvice> advice) {
    double run = application.measure("runMs");
    double share = share(application.measure("gcMs"), run);
    if (run < MINUTE) {
      return;
    }
    SparkSeverity.reached(share, 0.08, 0.1, 0.15, 0.2)
        .ifPresent(
            severity ->
                advice.add(
                    new SparkAdvice(
                        "gc_share",
                        severity,
                        null,
                        "Garbage collection takes %s of the time that tasks run."
                            .formatted(percent(share)),
                        "Give executors more memory or fewer cores each, or cache less.",
                        share)));
  }

  /** DataFlint's bound is half of the cores' time; what is above has levels of ours. */
  private void wastedCores(List<SparkAdvice> advice) {
    double there = application.measure("coreMs");
    double idle = 1 - share(application.measure("taskMs"), there);
    if (there < 10 * MINUTE) {
      return;
    }
    SparkSeverity.reached(idle, 0.5, 0.65, 0.8, 0.9)
        .ifPresent(
            severity ->
                advice.add(
                    new SparkAdvice(
                        "wasted_cores",
                        severity,
                        null,
                        "Cores were idle for %s of the time that they were there."
                            .formatted(percent(idle)),
                        "Ask for fewer executors or let Spark give them back"
                            + " (spark.dynamicAllocation.enabled); work of the driver and stages of"
                            + " few tasks leave the others waiting.",
                        idle)));
  }

  /** Dr. Elephant's bounds: 10, 30 and 50 % of the tasks. */
  private void failures(List<SparkAdvice> advice) {
    double rate = share(application.measure("failedTasks"), application.measure("tasks"));
    SparkSeverity.reached(rate, 0.1, 0.3, 0.5, 0.5)
        .ifPresent(
            severity ->
                advice.add(
                    new SparkAdvice(
                        "failed_tasks",
                        severity,
                        null,
                        "%s of all tasks failed.".formatted(percent(rate)),
                        "Look at the stages that failed for the reason; each task that fails is run"
                            + " again and costs its time twice.",
                        rate)));
  }

  /** DataFlint's bounds: above 95 % is too little, below 70 % more than is needed. */
  private void memory(List<SparkAdvice> advice) {
    double limit =
        executors.stream().mapToDouble(each -> each.measure("heapLimitBytes")).max().orElse(0);
    double peak =
        executors.stream().mapToDouble(each -> each.measure("peakHeapBytes")).max().orElse(0);
    if (limit <= 0 || peak <= 0) {
      return;
    }
    double share = peak / limit;
    SparkSeverity.reached(share, 0.95, 0.95, 0.95, 0.98)
        .ifPresent(
            severity ->
                advice.add(
                    new SparkAdvice(
                        "memory_overused",
                        severity,
                        null,
                        "The fullest executor used %s of its heap.".formatted(percent(share)),
                        "Raise spark.executor.memory or have more, smaller partitions, before an"
                            + " executor dies of it.",
                        share)));
    if (share < 0.7 && limit >= 2 * GIBIBYTE && application.status() != SparkState.RUNNING) {
      SparkSeverity severity = share < 0.35 ? SparkSeverity.MODERATE : SparkSeverity.LOW;
      advice.add(
          new SparkAdvice(
              "memory_underused",
              severity,
              null,
              "The fullest executor used %s of its heap.".formatted(percent(share)),
              "Lower spark.executor.memory; about %.1f GiB would do."
                  .formatted(peak / 0.8 / GIBIBYTE),
              share));
    }
  }

  /** Dr. Elephant's bounds: the largest against the median, 10 to the power of 1/8, 1/4, 1/2, 1. */
  private void executorSkew(List<SparkAdvice> advice) {
    double[] work =
        executors.stream().mapToDouble(each -> each.measure("taskMs")).sorted().toArray();
    if (work.length < 2 || work[work.length - 1] < ENOUGH_WORK) {
      return;
    }
    double median = Math.max(1, work[work.length / 2]);
    double ratio = work[work.length - 1] / median;
    SparkSeverity.reached(ratio, Math.pow(10, 0.125), Math.pow(10, 0.25), Math.pow(10, 0.5), 10)
        .ifPresent(
            severity ->
                advice.add(
                    new SparkAdvice(
                        "executor_skew",
                        severity,
                        null,
                        "One executor worked %s times as long as the median one."
                            .formatted(times(ratio)),
                        "Look for a skewed stage, or for data that only this executor has cached.",
                        ratio)));
  }

  static double share(double part, double whole) {
    return whole > 0 ? part / whole : 0;
  }

  static String percent(double share) {
    return String.format(Locale.ROOT, "%.0f %%", share * 100);
  }

  static String times(double ratio) {
    return String.format(Locale.ROOT, "%.1f", ratio);
  }
}
