package io.plimsoll.stats;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Counts both sides by the categories of the reference. Only a category whose count is certain to a
 * tenth is offered as a bin, so that the error of a profile with very many categories does not look
 * like drift.
 */
final class CategoricalBins {
  private static final double WIDEST_RELATIVE_ERROR = 0.1;

  private final CategoricalProfile reference;
  private final CategoricalProfile current;
  private final Set<String> offered = new HashSet<>();

  private CategoricalBins(CategoricalProfile reference, CategoricalProfile current) {
    this.reference = reference;
    this.current = current;
  }

  static List<Bin> compare(CategoricalProfile reference, CategoricalProfile current) {
    if (TimestampValues.areIn(reference)) {
      BinCollector times = new BinCollector(reference.rows(), current.rows());
      TimestampValues.addBins(times, reference, current);
      times.addMissing(reference.missing(), current.missing());
      return times.bins();
    }
    return new CategoricalBins(reference, current).compare();
  }

  private List<Bin> compare() {
    BinCollector collector = new BinCollector(reference.rows(), current.rows());
    CategoryPool pool = new CategoryPool(collector);
    List<ValueCount> categories = certainCategories();
    boolean isCrowded = CategoryPool.isCrowded(categories.size()) || !reference.isExact();
    long referenceRest = reference.count();
    long currentRest = current.count();
    for (ValueCount entry : categories) {
      long before = estimate(reference, entry.value());
      long now = Math.min(currentRest, estimate(current, entry.value()));
      String label = entry.value().isEmpty() ? "(empty)" : entry.value();
      pool.offer(new CategoryPool.Category(label, Double.NaN, before, now), isCrowded);
      offered.add(entry.value());
      referenceRest -= before;
      currentRest -= now;
    }
    // Every category of an exact reference was offered, so what the current window has besides is
    // new to it. An inexact reference does not know its rare categories; nothing is called new.
    long unseen = reference.isExact() ? Math.round(currentRest * unseenShareOfRest()) : 0;
    pool.addBins(Math.max(0, referenceRest), currentRest - unseen, unseen, seenOnce());
    collector.addMissing(reference.missing(), current.missing());
    return collector.bins();
  }

  private List<ValueCount> certainCategories() {
    return reference.topValues(CategoricalProfile.EXACT_LIMIT).stream()
        .filter(category -> reference.countError() <= WIDEST_RELATIVE_ERROR * category.count())
        .toList();
  }

  /**
   * The middle of the interval in which the true count lies; the count itself where counts are
   * exact.
   */
  private static long estimate(CategoricalProfile profile, String value) {
    long atLeast = profile.countOf(value);
    return atLeast == 0 ? 0 : atLeast + profile.countError() / 2;
  }

  /**
   * An inexact window no longer counts its rare categories, known ones and new ones alike. Those
   * that it still counts tell in which proportion: they are close to a random choice among the
   * rare.
   */
  private double unseenShareOfRest() {
    if (current.isExact() || reference.topValues(2).isEmpty()) {
      return 1;
    }
    long known = 0;
    long unseen = 0;
    for (ValueCount category : current.counts()) {
      if (!offered.contains(category.value())) {
        unseen += category.count();
      } else if (category.count() <= current.countError()) {
        known += category.count();
      }
    }
    return known + unseen == 0 ? 0 : (double) unseen / (known + unseen);
  }

  private long seenOnce() {
    return reference.counts().stream().filter(category -> category.count() == 1).count();
  }
}
