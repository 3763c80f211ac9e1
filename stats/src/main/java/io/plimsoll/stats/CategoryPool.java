package io.plimsoll.stats;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Decides which categories of the reference are bins of their own. Rare ones share the bin "other":
 * with five rows expected, one more or less is chance. New ones get a bin of their own only when
 * there are more of them than the reference lets expect; a feature that has always shown new
 * values, such as an identifier, is not drifting because it goes on to do so.
 *
 * <p>Source of the expectation: I. J. Good, "The population frequencies of species", Biometrika 40,
 * 1953: the share of rows with unseen values is estimated by the share of values that were seen
 * once.
 */
final class CategoryPool {
  /** One category of the reference; the edge is its number, or NaN for a text. */
  record Category(String label, double edge, long reference, long current) {}

  private static final int MOST_BINS = 50;

  /**
   * Three standard deviations, and for a count of zero five, keep chance below one percent (normal
   * and Poisson bounds).
   */
  private static final double DEVIATIONS = 3;

  private final BinCollector collector;
  private final List<Category> offered = new ArrayList<>();
  private final Set<Category> pooled = new HashSet<>();

  CategoryPool(BinCollector collector) {
    this.collector = collector;
  }

  /** Offers a category, in drawing order; of too many, those offered last are pooled. */
  void offer(Category category, boolean isCrowded) {
    int limit = isCrowded ? MOST_BINS - 1 : MOST_BINS;
    int own = offered.size() - pooled.size();
    if (own >= limit || collector.isRareCategory(category.reference())) {
      pooled.add(category);
    }
    offered.add(category);
  }

  /** Whether this many categories leave one bin of the allowed number to those that do not fit. */
  static boolean isCrowded(int categories) {
    return categories > MOST_BINS;
  }

  /**
   * Adds all bins.
   *
   * @param referenceRest reference rows that belong to no offered category
   * @param currentRest current rows of categories that the reference has but that were not offered
   * @param unseen current rows of categories that the reference never showed
   * @param seenOnce categories that the reference showed in a single row
   */
  void addBins(long referenceRest, long currentRest, long unseen, long seenOnce) {
    boolean isSurprising = isSurprising(unseen, seenOnce);
    boolean canPoolUnseen = !pooled.isEmpty() || referenceRest > 0;
    long pooledUnseen = isSurprising || !canPoolUnseen ? 0 : unseen;
    if (pooled.size() == 1 && referenceRest + currentRest + pooledUnseen == 0 && !isSurprising) {
      // A pool of one needs no other name than its own.
      pooled.clear();
    }
    long reference = referenceRest;
    long current = currentRest + pooledUnseen;
    for (Category category : offered) {
      if (pooled.contains(category)) {
        reference += category.reference();
        current += category.current();
      } else {
        collector.addCategory(category);
      }
    }
    long expectedUnseen = isSurprising ? Math.min(seenOnce, reference) : 0;
    collector.addOther(reference - expectedUnseen, current);
    collector.addNew(expectedUnseen, unseen - pooledUnseen);
  }

  private boolean isSurprising(long unseen, long seenOnce) {
    double atMostOnce = seenOnce + DEVIATIONS * Math.sqrt(seenOnce + 1.0) + 2;
    double sizes = (double) collector.currentRows() / Math.max(1, collector.referenceRows());
    double expected = atMostOnce * sizes;
    return unseen > expected + DEVIATIONS * Math.sqrt(expected);
  }
}
