package io.plimsoll.stats;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The ranges between cuts, with the rows of both sides. A range in which the reference has too
 * little for a comparison joins its neighbour; one in which it has nothing, while the current
 * window has much, is new.
 */
final class NumericRanges {
  /**
   * The share that the error of a sketch can neither add nor hide: some six standard deviations of
   * a bin.
   */
  private static final double BLUR = 0.02;

  private record Range(Cut from, Cut to, long reference, long current) {
    Range join(Range next) {
      return new Range(from, next.to, reference + next.reference, current + next.current);
    }
  }

  private final BinCollector collector;
  private final NumericProfile reference;
  private final NumericProfile current;
  private final List<Range> ranges = new ArrayList<>();

  NumericRanges(BinCollector collector, NumericProfile reference, NumericProfile current) {
    this.collector = collector;
    this.reference = reference;
    this.current = current;
  }

  /** Adds the bins between the cuts, which are given in ascending order. */
  void addBins(Collection<Cut> cuts) {
    Cut from = Cut.LOWEST;
    for (Cut cut : cuts) {
      addRange(from, cut);
      from = cut;
    }
    addRange(from, Cut.HIGHEST);
    long unseen = takeUnseen();
    joinSlivers();
    BinLabels labels = BinLabels.of(cuts.stream().mapToDouble(Cut::at).toArray());
    for (Range range : ranges) {
      collector.addRange(
          labels.range(range.from, range.to),
          range.from.at(),
          range.to.at(),
          range.reference,
          range.current);
    }
    collector.addNew(0, unseen);
  }

  private void addRange(Cut from, Cut to) {
    ranges.add(
        new Range(from, to, rowsBetween(from, to, reference), rowsBetween(from, to, current)));
  }

  private static long rowsBetween(Cut from, Cut to, NumericProfile profile) {
    return to.rowsBelow(profile.sorted()) - from.rowsBelow(profile.sorted());
  }

  /**
   * Takes out the ranges without reference rows if the current window has so much there that it
   * counts as new.
   */
  private long takeUnseen() {
    long unseen = 0;
    for (Range range : ranges) {
      unseen += range.reference == 0 ? range.current : 0;
    }
    double sizes = (double) collector.referenceRows() / Math.max(1, collector.currentRows());
    if (isSliver(Math.round(unseen * sizes))) {
      return 0;
    }
    ranges.removeIf(range -> range.reference == 0);
    return unseen;
  }

  private boolean isSliver(long rows) {
    boolean isBlurred = reference.distinctValues().isEmpty() || current.distinctValues().isEmpty();
    return collector.isRare(rows) || (isBlurred && rows < BLUR * collector.referenceRows());
  }

  /** Joins every range that is too small to be compared with the smaller one of its neighbours. */
  private void joinSlivers() {
    int index = 0;
    while (index < ranges.size() && ranges.size() > 1) {
      if (isSliver(ranges.get(index).reference)) {
        int left = leftOfPair(index);
        ranges.set(left, ranges.get(left).join(ranges.remove(left + 1)));
        index = 0;
      } else {
        index++;
      }
    }
  }

  private int leftOfPair(int index) {
    if (index == 0) {
      return 0;
    }
    if (index == ranges.size() - 1) {
      return index - 1;
    }
    return ranges.get(index - 1).reference <= ranges.get(index + 1).reference ? index - 1 : index;
  }
}
