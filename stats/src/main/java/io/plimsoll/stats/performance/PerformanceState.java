package io.plimsoll.stats.performance;

import java.util.EnumMap;
import java.util.Map;

/**
 * What is kept of the rows of a version in an hour, as a whole or of one segment, to tell how good
 * its answers were: how many there were, what was answered, and what is known of the truth. States
 * merge, in any order; a row can be taken back. Memory does not grow with the rows. Not safe for
 * use by several threads at once.
 */
public final class PerformanceState {
  private static final int FORM = 2;

  /** What was stored before scores were packed. */
  private static final int PLAIN_FORM = 1;

  private long predictions;
  private final ClassificationCounts answers;
  private final ClassificationCounts labelled;
  private final RegressionSums regression = new RegressionSums();
  private final RankingSums ranking = new RankingSums();
  private final Map<Misfit, Long> misfits = new EnumMap<>(Misfit.class);

  /** Why a label cannot be compared with the answer that it is for. The order is stored. */
  public enum Misfit {
    /** The prediction has no output of the name that is compared. */
    NO_ANSWER,
    /** The feedback has no field of the name that is compared. */
    NO_ACTUAL,
    /** A number was answered and the truth is none, or either is too large to be summed up. */
    NOT_A_NUMBER,
    /** The relevance of an item is neither a number from 0 on nor a flag. */
    NOT_A_RELEVANCE
  }

  /** Of all rows. */
  public PerformanceState() {
    this(ScoreBins.FINE);
  }

  private PerformanceState(ScoreBins bins) {
    this(new ClassificationCounts(bins), new ClassificationCounts(bins));
  }

  /**
   * Of the rows of a segment, of which there are many: scores are kept in fewer bins, once there
   * are too many of them.
   */
  public static PerformanceState ofSegment() {
    return new PerformanceState(ScoreBins.COARSE);
  }

  /** Of the rows of one batch, which is merged into what is kept. */
  public static PerformanceState forAdding() {
    return new PerformanceState(ClassificationCounts.forAdding(), ClassificationCounts.forAdding());
  }

  /** Of the rows of one batch that belong to a segment. */
  public static PerformanceState forAddingToSegment() {
    return new PerformanceState(
        ClassificationCounts.forAddingToSegment(), ClassificationCounts.forAddingToSegment());
  }

  /** Into which many states are merged to be looked at. */
  public static PerformanceState forReading() {
    return forReading(1);
  }

  /**
   * One of several into which many states are merged, and which are looked at side by side.
   *
   * @param together how many they are: the more, the fewer scores each keeps as they are
   */
  public static PerformanceState forReading(int together) {
    return forReading(ScoreBins.FINE, together);
  }

  /** As {@link #forReading}, for states of segments. */
  public static PerformanceState forReadingSegments(int together) {
    return forReading(ScoreBins.COARSE, together);
  }

  private static PerformanceState forReading(ScoreBins bins, int together) {
    return new PerformanceState(
        ClassificationCounts.forReading(bins, together),
        ClassificationCounts.forReading(bins, together));
  }

  private PerformanceState(ClassificationCounts answers, ClassificationCounts labelled) {
    this.answers = answers;
    this.labelled = labelled;
  }

  public void addPredictions(int times) {
    predictions += times;
  }

  public void addMisfit(Misfit misfit, int times) {
    misfits.merge(misfit, (long) times, Long::sum);
  }

  /** Adds another. */
  public void merge(PerformanceState other) {
    predictions += other.predictions;
    answers.add(other.answers);
    labelled.add(other.labelled);
    regression.add(other.regression);
    ranking.add(other.ranking);
    other.misfits.forEach((misfit, rows) -> misfits.merge(misfit, rows, Long::sum));
  }

  /** All rows that were answered, whether the truth is known or not. */
  public long predictions() {
    return predictions;
  }

  /** The rows whose truth is known and fits. */
  public long labelledRows() {
    return labelled.rows() + regression.rows() + ranking.lists();
  }

  public Map<Misfit, Long> misfits() {
    Map<Misfit, Long> some = new EnumMap<>(misfits);
    some.values().removeIf(rows -> rows == 0);
    return some;
  }

  /** What a classifier answered in all rows. */
  public ClassificationCounts answers() {
    return answers;
  }

  /** What a classifier answered in the rows whose truth is known. */
  public ClassificationCounts labelled() {
    return labelled;
  }

  public RegressionSums regression() {
    return regression;
  }

  public RankingSums ranking() {
    return ranking;
  }

  public byte[] toBytes() {
    StateWriter writer = new StateWriter();
    writer.writeLong(FORM);
    writer.writeLong(predictions);
    for (Misfit misfit : Misfit.values()) {
      writer.writeLong(misfits.getOrDefault(misfit, 0L));
    }
    answers.write(writer);
    labelled.write(writer);
    boolean isRegression = regression.rows() != 0;
    boolean isRanking = ranking.lists() != 0;
    writer.writeLong((isRegression ? 1 : 0) + (isRanking ? 2 : 0));
    if (isRegression) {
      regression.write(writer);
    }
    if (isRanking) {
      ranking.write(writer);
    }
    return writer.toBytes();
  }

  /** Adds what {@link #toBytes} wrote; throws IllegalArgumentException for anything else. */
  public void mergeBytes(byte[] bytes) {
    PerformanceState stored = forAdding();
    stored.read(new StateReader(bytes));
    merge(stored);
  }

  /**
   * What {@link #toBytes} wrote, to be kept on; throws IllegalArgumentException for anything else.
   */
  public static PerformanceState fromBytes(byte[] bytes) {
    return new PerformanceState().filled(bytes);
  }

  /** As {@link #fromBytes}, of a segment; what was kept in finer bins comes into coarse ones. */
  public static PerformanceState segmentFromBytes(byte[] bytes) {
    return ofSegment().filled(bytes);
  }

  private PerformanceState filled(byte[] bytes) {
    read(new StateReader(bytes));
    return this;
  }

  private void read(StateReader reader) {
    long form = reader.readLong();
    if (form != FORM && form != PLAIN_FORM) {
      throw new IllegalArgumentException(
          "The state has the form %d, which is not known here.".formatted(form));
    }
    predictions = reader.readLong();
    for (Misfit misfit : Misfit.values()) {
      addMisfit(misfit, (int) reader.readLong());
    }
    answers.read(reader, form == FORM);
    labelled.read(reader, form == FORM);
    long parts = reader.readLong();
    if ((parts & 1) != 0) {
      regression.add(RegressionSums.read(reader));
    }
    if ((parts & 2) != 0) {
      ranking.add(RankingSums.read(reader));
    }
    reader.requireEnd();
  }
}
