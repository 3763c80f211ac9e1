package io.plimsoll.stats.drift;

import io.plimsoll.stats.Distances;
import java.util.Random;

/** Tests that exchange rows between the sides at random, with a seed. */
final class Permutations {
  static final Parameter COUNT =
      Parameter.whole("permutations", 100, 10, 10_000, "how often rows are exchanged");
  static final Parameter SEED =
      Parameter.whole("seed", 0, 0, Integer.MAX_VALUE, "of the random exchanges");

  /** Rows drawn in all exchanges together; beyond that fewer exchanges are made. */
  private static final long BUDGET = 100_000_000L;

  private Permutations() {}

  static int affordable(Arguments arguments, long costOfOne) {
    long affordable = Math.max(10, BUDGET / Math.max(1, costOfOne));
    return (int) Math.min(arguments.whole("permutations"), affordable);
  }

  static Outcome noted(Outcome outcome, Arguments arguments, int made) {
    return made < arguments.whole("permutations")
        ? outcome.note("only " + made + " exchanges were made, because of the number of rows")
        : outcome;
  }

  static Outcome totalVariation(Pair pair, Arguments arguments) {
    Binned binned = Binning.bin(pair, arguments);
    double value = Distances.totalVariation(binned.referenceShares(), binned.currentShares());
    long[] before = binned.wholeReference();
    long[] now = binned.wholeCurrent();
    long rows = Math.round(binned.referenceRows());
    long others = Math.round(binned.currentRows());
    long cost = Math.min(rows + others, Categories.MOST_EXPANDED);
    if (rows + others > Categories.MOST_EXPANDED) {
      throw new DriftInputException(
          "reference",
          "a permutation test of "
              + (rows + others)
              + " rows takes too long (at most "
              + Categories.MOST_EXPANDED
              + "); use chi2.contingency");
    }
    int times = affordable(arguments, cost);
    Random random = new Random(arguments.seed());
    int[] pooled = pooled(before, now, (int) (rows + others));
    long seen = gap(before, now, rows, others);
    double[] drawn = new double[times];
    int reached = 0;
    for (int time = 0; time < times; time++) {
      long gap = exchanged(random, pooled, before, now, rows, others);
      reached += gap >= seen ? 1 : 0;
      drawn[time] = gap / 2.0 / rows / others;
    }
    Outcome outcome =
        Outcome.of(value)
            .pValue((double) reached / times)
            .noise(Noise.quantile(drawn))
            .effect("distance", value, 0.1)
            .bins(binned.counts());
    return noted(outcome, arguments, times);
  }

  private static int[] pooled(long[] before, long[] now, int rows) {
    int[] pooled = new int[rows];
    int place = 0;
    for (int category = 0; category < before.length; category++) {
      for (long row = 0; row < before[category] + now[category]; row++) {
        pooled[place++] = category;
      }
    }
    return pooled;
  }

  /** Twice the distance times both numbers of rows: whole, so that ties are ties. */
  private static long gap(long[] before, long[] now, long rows, long others) {
    long gap = 0;
    for (int category = 0; category < before.length; category++) {
      gap += Math.abs(before[category] * others - now[category] * rows);
    }
    return gap;
  }

  private static long exchanged(
      Random random, int[] pooled, long[] before, long[] now, long rows, long others) {
    long[] first = new long[before.length];
    for (int row = 0; row < rows; row++) {
      int other = row + random.nextInt(pooled.length - row);
      int taken = pooled[other];
      pooled[other] = pooled[row];
      pooled[row] = taken;
      first[taken]++;
    }
    long[] second = new long[before.length];
    for (int category = 0; category < before.length; category++) {
      second[category] = before[category] + now[category] - first[category];
    }
    return gap(first, second, rows, others);
  }
}
