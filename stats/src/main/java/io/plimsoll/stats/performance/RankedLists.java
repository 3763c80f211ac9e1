package io.plimsoll.stats.performance;

import java.util.Arrays;

/**
 * How good rankings are, a list after the other: each is what was shown for one query, the best
 * first, with how relevant every item turned out to be. Figures are means over the lists; a list
 * without anything relevant counts in none of them but the clicks.
 */
public final class RankedLists {
  private final int depth;
  private final Moments gains = new Moments();
  private final Moments precisions = new Moments();
  private final Moments recalls = new Moments();
  private final Moments reciprocals = new Moments();
  private double clicks;
  private double shown;

  /**
   * No lists yet.
   *
   * @param depth the k of NDCG@k, MAP@k and recall@k: how many items count
   */
  public RankedLists(int depth) {
    if (depth < 1) {
      throw new IllegalArgumentException("At least one item counts, not %d.".formatted(depth));
    }
    this.depth = depth;
  }

  /**
   * Counts one list.
   *
   * @param relevance of each item in the order in which they were shown, 0 for none; what was
   *     relevant and not shown stands behind what was
   * @param items how many of them were shown
   */
  public void add(double[] relevance, int items) {
    if (items > relevance.length) {
      throw new IllegalArgumentException(
          "%d items were shown, but %d have a relevance.".formatted(items, relevance.length));
    }
    int relevant = 0;
    int hits = 0;
    int first = 0;
    double precision = 0;
    int counted = Math.min(depth, items);
    for (int at = 0; at < relevance.length; at++) {
      if (!(relevance[at] >= 0)) {
        throw new IllegalArgumentException(
            "The relevance of item %d is %s; it has to be 0 or more.".formatted(at, relevance[at]));
      }
      boolean isRelevant = relevance[at] > 0;
      relevant += isRelevant ? 1 : 0;
      clicks += isRelevant && at < items ? 1 : 0;
      if (isRelevant && at < counted) {
        hits++;
        precision += (double) hits / (at + 1);
        first = first == 0 ? at + 1 : first;
      }
    }
    shown += items;
    if (relevant > 0) {
      gains.add(gain(relevance, counted) / gain(best(relevance), depth), 1);
      precisions.add(precision / Math.min(relevant, depth), 1);
      recalls.add((double) hits / relevant, 1);
      reciprocals.add(first == 0 ? 0 : 1.0 / first, 1);
    }
  }

  /**
   * The discounted cumulative gain, relevance / log2(place + 1), as a share of the best order's (K.
   * Järvelin and J. Kekäläinen, TOIS 20(4), 2002, with a linear gain, as in scikit-learn).
   */
  public Estimate ndcg() {
    return gains.estimate();
  }

  /** The mean over the lists of their average precision, over at most as many as count. */
  public Estimate map() {
    return precisions.estimate();
  }

  /** The share of what was relevant that stands among the first. */
  public Estimate recall() {
    return recalls.estimate();
  }

  /** The mean of 1 / the place of the first relevant item; 0 for none among those that count. */
  public Estimate meanReciprocalRank() {
    return reciprocals.estimate();
  }

  /** The share of the items that were shown and turned out to be relevant, such as by a click. */
  public Estimate clickThrough() {
    return Estimate.share(clicks, shown);
  }

  private static double gain(double[] relevance, int items) {
    double sum = 0;
    for (int at = 0; at < Math.min(items, relevance.length); at++) {
      sum += relevance[at] * Math.log(2) / Math.log(at + 2.0);
    }
    return sum;
  }

  private static double[] best(double[] relevance) {
    double[] sorted = relevance.clone();
    Arrays.sort(sorted);
    for (int low = 0, high = sorted.length - 1; low < high; low++, high--) {
      double kept = sorted[low];
      sorted[low] = sorted[high];
      sorted[high] = kept;
    }
    return sorted;
  }
}
