package io.plimsoll.server.spark;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Compares a run with earlier ones of the same name that succeeded. A figure is worse if it is 40 %
 * above their median, after the input is allowed for, and lies outside their own scatter: three
 * standard deviations, as the median absolute deviation estimates them (times 1.4826).
 */
final class Regressions {
  static final int LEAST_RUNS = 3;

  private static final double WORSE = 1.4;
  private static final double DEVIATIONS = 3 * 1.4826;
  private static final double MEGABYTES = 1 << 20;

  /** A figure, and below what it is not worth a word. */
  private record Figure(String name, double floor, ToDoubleFunction<SparkRun> of) {}

  private static final List<Figure> FIGURES =
      List.of(
          new Figure("durationMs", 10_000, SparkRun::durationMs),
          new Figure("shuffleBytes", 10 * MEGABYTES, SparkRun::shuffleBytes),
          new Figure("diskSpilledBytes", 10 * MEGABYTES, SparkRun::diskSpilledBytes),
          new Figure("gcMs", 5_000, SparkRun::gcMs));

  private Regressions() {}

  static List<SparkRegression> of(SparkRun run, List<SparkRun> earlier) {
    List<SparkRun> good =
        earlier.stream().filter(each -> each.status() == SparkState.SUCCEEDED).toList();
    if (good.size() < LEAST_RUNS) {
      return List.of();
    }
    double inputFactor = factor(run.inputBytes(), median(good, SparkRun::inputBytes));
    List<SparkRegression> found = new ArrayList<>();
    for (Figure figure : FIGURES) {
      double value = figure.of().applyAsDouble(run);
      double usual = median(good, figure.of());
      double scatter =
          median(good, each -> Math.abs(figure.of().applyAsDouble(each) - usual)) * DEVIATIONS;
      double limit = Math.max(usual * WORSE * Math.max(1, inputFactor), usual + scatter);
      if (value > limit && value >= figure.floor()) {
        found.add(
            new SparkRegression(
                figure.name(), value, usual, factor(value, usual), inputFactor, good.size()));
      }
    }
    return found;
  }

  /** How many times; 1 where there is nothing to compare with. */
  private static double factor(double value, double usual) {
    return usual > 0 ? value / usual : 1;
  }

  private static double median(List<SparkRun> runs, ToDoubleFunction<SparkRun> of) {
    double[] sorted = runs.stream().mapToDouble(of).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
