package io.plimsoll.stats.performance;

/** What {@link RankedLists} tells, as sums from which a list can be taken back. All is exact. */
public final class RankingSums {
  private final TakenMoments gains;
  private final TakenMoments precisions;
  private final TakenMoments recalls;
  private final TakenMoments reciprocals;
  private long clicks;
  private long shown;
  private long lists;

  public RankingSums() {
    this(new TakenMoments(), new TakenMoments(), new TakenMoments(), new TakenMoments());
  }

  private RankingSums(
      TakenMoments gains, TakenMoments precisions, TakenMoments recalls, TakenMoments reciprocals) {
    this.gains = gains;
    this.precisions = precisions;
    this.recalls = recalls;
    this.reciprocals = reciprocals;
  }

  /**
   * Counts one list, as {@link RankedLists#add} does.
   *
   * @param depth how many items count
   * @param times 1 to add it, -1 to take it back
   */
  public void add(double[] relevance, int items, int depth, int times) {
    RankedLists one = new RankedLists(depth);
    one.add(relevance, items);
    lists += times;
    shown += (long) times * items;
    if (items > 0) {
      clicks += times * Math.round(one.clickThrough().value() * items);
    }
    if (one.ndcg().isDefined()) {
      gains.add(one.ndcg().value(), times);
      precisions.add(one.map().value(), times);
      recalls.add(one.recall().value(), times);
      reciprocals.add(one.meanReciprocalRank().value(), times);
    }
  }

  /** Adds the lists of another. */
  public void add(RankingSums other) {
    gains.add(other.gains);
    precisions.add(other.precisions);
    recalls.add(other.recalls);
    reciprocals.add(other.reciprocals);
    clicks += other.clicks;
    shown += other.shown;
    lists += other.lists;
  }

  public long lists() {
    return lists;
  }

  /** The mean normalised discounted cumulative gain. */
  public Estimate ndcg() {
    return gains.estimate();
  }

  /** The mean average precision. */
  public Estimate map() {
    return precisions.estimate();
  }

  /** The mean share of what was relevant that stands among the first. */
  public Estimate recall() {
    return recalls.estimate();
  }

  /** The mean of 1 / the place of the first relevant item. */
  public Estimate meanReciprocalRank() {
    return reciprocals.estimate();
  }

  /** The share of the shown items that turned out to be relevant. */
  public Estimate clickThrough() {
    return Estimate.share((double) clicks, (double) shown);
  }

  void write(StateWriter writer) {
    gains.write(writer);
    precisions.write(writer);
    recalls.write(writer);
    reciprocals.write(writer);
    writer.writeLong(clicks);
    writer.writeLong(shown);
    writer.writeLong(lists);
  }

  static RankingSums read(StateReader reader) {
    RankingSums sums =
        new RankingSums(
            TakenMoments.read(reader),
            TakenMoments.read(reader),
            TakenMoments.read(reader),
            TakenMoments.read(reader));
    sums.clicks = reader.readLong();
    sums.shown = reader.readLong();
    sums.lists = reader.readLong();
    return sums;
  }
}
