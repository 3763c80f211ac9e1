package io.plimsoll.stats.performance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How many rows a classifier answered how, with which score, and what was true: counts only, so
 * that states merge exactly and a row can be taken back. Scores are kept as they are while there
 * are few different ones, and in bins from then on ({@link #isExact}); all that needs no score
 * stays exact. Of classes there are at most fifty; further ones are counted as one.
 */
public final class ClassificationCounts {
  /** Stands for all classes beyond the most that are told apart. */
  public static final String OTHER = "(other)";

  /** Answered where another one of the pooled classes was true. */
  private static final String ANOTHER = "(another)";

  /** The class of rows whose truth is not known. */
  private static final String UNKNOWN = "";

  private static final int MOST_CLASSES = 50;
  private static final int READ_SCORES = 204_800;

  // In order, so that the same rows give the same bytes, however they were merged.
  private final Map<Pair, ScoreCounts> scored = new TreeMap<>();
  private final Map<Pair, Long> unscored = new TreeMap<>();
  private final SortedSet<String> classes = new TreeSet<>();

  /** Where the scores of a class are counted whose truth is not known: most rows are of these. */
  private final Map<String, ScoreCounts> answered = new HashMap<>();

  private final ScoreBins bins;
  private final int mostScores;
  private final int mostClasses;
  private boolean isExact = true;
  private int scores;

  private record Pair(String actual, String answered) implements Comparable<Pair> {
    @Override
    public int compareTo(Pair other) {
      int order = actual.compareTo(other.actual);
      return order != 0 ? order : answered.compareTo(other.answered);
    }
  }

  /** One that is kept. */
  ClassificationCounts(ScoreBins bins) {
    this(bins, bins.mostScores(), MOST_CLASSES);
  }

  /**
   * Into which what is kept is merged to be looked at.
   *
   * @param together of how many this is one that are held at once, which share what memory there is
   *     for scores as they are
   */
  static ClassificationCounts forReading(ScoreBins bins, int together) {
    return new ClassificationCounts(bins, READ_SCORES / Math.max(1, together), 4 * MOST_CLASSES);
  }

  /** Of a few rows that are to be merged into what is kept, which alone decides what is pooled. */
  static ClassificationCounts forAdding() {
    return new ClassificationCounts(ScoreBins.FINE, Integer.MAX_VALUE, Integer.MAX_VALUE);
  }

  /**
   * The same of a segment, of which more scores than are kept as they are would be put into bins.
   */
  static ClassificationCounts forAddingToSegment() {
    return new ClassificationCounts(
        ScoreBins.COARSE, ScoreBins.COARSE.mostScores(), Integer.MAX_VALUE);
  }

  private ClassificationCounts(ScoreBins bins, int mostScores, int mostClasses) {
    this.bins = bins;
    this.mostScores = mostScores;
    this.mostClasses = mostClasses;
  }

  /**
   * Counts a row whose truth is not known yet.
   *
   * @param score NaN for none
   */
  public void addAnswer(String answered, double score, int times) {
    ScoreCounts known = Double.isNaN(score) ? null : this.answered.get(answered);
    if (known != null) {
      count(known, score, times);
      return;
    }
    Pair pair = new Pair(UNKNOWN, known(answered));
    count(pair, score, times);
    ScoreCounts counted = scored.get(pair);
    if (counted != null) {
      this.answered.put(answered, counted);
    }
  }

  /**
   * Counts a row whose truth is known.
   *
   * @param score NaN for none
   * @param times 1 to add it, -1 to take it back
   */
  public void add(String actual, String answered, double score, int times) {
    String one = known(actual);
    String other = known(answered);
    boolean isPooledWrong = one.equals(OTHER) && other.equals(OTHER) && !actual.equals(answered);
    count(new Pair(one, isPooledWrong ? ANOTHER : other), score, times);
  }

  /** Adds the rows of another. */
  public void add(ClassificationCounts other) {
    other.classes.forEach(this::known);
    if (!other.isExact) {
      pool();
    }
    other.unscored.forEach((pair, rows) -> count(known(pair), Double.NaN, rows));
    other.scored.forEach(
        (pair, counts) -> {
          Pair known = known(pair);
          counts.forEach((score, rows) -> count(known, score, rows));
        });
  }

  /** Whether scores are the ones that were given. */
  public boolean isExact() {
    return isExact;
  }

  /** By how much the log loss and the Brier score may differ from those of the scores at most. */
  public double lossError() {
    return isExact ? 0 : bins.lossError();
  }

  /** By how much the average precision has been seen to differ from that of the scores at most. */
  public double precisionError() {
    return isExact ? 0 : bins.precisionError();
  }

  public boolean isEmpty() {
    return rows() == 0;
  }

  public long rows() {
    return scoredRows() + unscored.values().stream().mapToLong(n -> n).sum();
  }

  /** The rows that have a score. */
  public long scoredRows() {
    return scored.values().stream().mapToLong(ScoreCounts::rows).sum();
  }

  /** Whether all scores can be probabilities. */
  public boolean areProbabilities() {
    return scored.values().stream()
        .flatMapToDouble(each -> Arrays.stream(each.ascending()))
        .allMatch(score -> score >= 0 && score <= 1);
  }

  /** The classes that were answered or true, in the order of their names. */
  public List<String> classes() {
    TreeSet<String> seen = new TreeSet<>();
    rowsByPair()
        .forEach(
            (pair, rows) -> {
              if (rows != 0) {
                seen.add(pair.actual());
                seen.add(pair.answered());
              }
            });
    seen.remove(UNKNOWN);
    return List.copyOf(seen);
  }

  /** The classes that came true at least once. */
  public NavigableSet<String> actualClasses() {
    TreeSet<String> seen = new TreeSet<>();
    rowsByPair().forEach((pair, rows) -> seen.add(rows > 0 ? pair.actual() : UNKNOWN));
    seen.remove(UNKNOWN);
    return seen;
  }

  /**
   * The rows whose truth is known, by the places of the classes in {@code order}; those that have
   * none count as {@link #OTHER} if that has a place, and not at all if it has not.
   */
  public ConfusionMatrix confusion(List<String> order) {
    ConfusionMatrix matrix = new ConfusionMatrix(Math.max(2, order.size()));
    rowsByPair()
        .forEach(
            (pair, rows) -> {
              if (rows == 0 || pair.actual().equals(UNKNOWN)) {
                return;
              }
              Pair shown = shown(pair, order);
              int actual = order.indexOf(shown.actual());
              int answered = order.indexOf(shown.answered());
              if (actual >= 0 && answered >= 0) {
                matrix.add(actual, answered, rows);
              }
            });
    return matrix;
  }

  /** What has no place in an order is pooled there as it would have been here. */
  private static Pair shown(Pair pair, List<String> order) {
    String actual = order.contains(pair.actual()) ? pair.actual() : OTHER;
    String answered = order.contains(pair.answered()) ? pair.answered() : OTHER;
    boolean isPooledWrong =
        actual.equals(OTHER) && answered.equals(OTHER) && !pair.actual().equals(pair.answered());
    return new Pair(actual, isPooledWrong ? ANOTHER : answered);
  }

  /** The rows with a score and a truth, positive where {@code positive} was true. */
  public ScoredCounts scoredFor(String positive) {
    return scored(pair -> pair.actual().equals(positive));
  }

  /** The rows with a score and a truth, positive where the answer was right. */
  public ScoredCounts scoredForRight() {
    return scored(pair -> pair.actual().equals(pair.answered()));
  }

  private ScoredCounts scored(java.util.function.Predicate<Pair> isPositive) {
    TreeMap<Double, long[]> counts = new TreeMap<>();
    scored.forEach(
        (pair, byScore) -> {
          if (!pair.actual().equals(UNKNOWN)) {
            int side = isPositive.test(pair) ? 0 : 1;
            byScore.forEach(
                (score, rows) -> counts.computeIfAbsent(score, key -> new long[2])[side] += rows);
          }
        });
    return ScoredCounts.of(counts, isExact);
  }

  /** The rows with a score, whether their truth is known or not, as the estimator takes them. */
  public EstimatedPerformance estimated(String positive, Calibration calibration) {
    List<Double> score = new ArrayList<>();
    List<Boolean> answered = new ArrayList<>();
    List<Long> rows = new ArrayList<>();
    scored.forEach(
        (pair, byScore) ->
            byScore.forEachAscending(
                (each, count) -> {
                  if (count > 0) {
                    score.add(each);
                    answered.add(pair.answered().equals(positive));
                    rows.add(count);
                  }
                }));
    boolean[] isPositive = new boolean[rows.size()];
    for (int at = 0; at < isPositive.length; at++) {
      isPositive[at] = answered.get(at);
    }
    return EstimatedPerformance.ofTwo(
        score.stream().mapToDouble(each -> each).toArray(),
        isPositive,
        rows.stream().mapToDouble(each -> each).toArray(),
        calibration);
  }

  /** The share of right answers to expect, where the score is the confidence in the answer. */
  public Estimate estimatedAccuracy(Calibration calibration) {
    double[] right = {0};
    double rows = 0;
    for (ScoreCounts byScore : scored.values()) {
      byScore.forEachAscending(
          (score, count) -> right[0] += calibration.probability(score) * count);
      rows += byScore.rows();
    }
    return Estimate.share(right[0], rows);
  }

  private Map<Pair, Long> rowsByPair() {
    Map<Pair, Long> rows = new HashMap<>(unscored);
    scored.forEach((pair, counts) -> rows.merge(pair, counts.rows(), Long::sum));
    return rows;
  }

  private Pair known(Pair pair) {
    String actual = pair.actual().equals(UNKNOWN) ? UNKNOWN : known(pair.actual());
    String answered = pair.answered().equals(ANOTHER) ? ANOTHER : known(pair.answered());
    boolean isPooledWrong =
        actual.equals(OTHER) && answered.equals(OTHER) && !pair.actual().equals(pair.answered());
    return new Pair(actual, isPooledWrong ? ANOTHER : answered);
  }

  /** Once a class is told apart it always is, so that what is taken back is found. */
  private String known(String name) {
    if (classes.contains(name) || name.equals(OTHER) || name.equals(ANOTHER)) {
      return name;
    }
    if (classes.size() == mostClasses) {
      return OTHER;
    }
    classes.add(name);
    return name;
  }

  private void count(Pair pair, double score, long rows) {
    if (Double.isNaN(score)) {
      unscored.merge(pair, rows, (one, other) -> one + other == 0 ? null : one + other);
      return;
    }
    count(scored.computeIfAbsent(pair, absent -> new ScoreCounts()), score, rows);
  }

  private void count(ScoreCounts byScore, double score, long rows) {
    int before = byScore.distinct();
    byScore.add(isExact ? score : bins.middle(score), rows);
    scores += byScore.distinct() - before;
    if (isExact && scores > mostScores) {
      pool();
    }
  }

  private void pool() {
    if (!isExact) {
      return;
    }
    isExact = false;
    Map<Pair, ScoreCounts> before = new HashMap<>(scored);
    scored.clear();
    answered.clear();
    scores = 0;
    before.forEach((pair, counts) -> counts.forEach((score, rows) -> count(pair, score, rows)));
  }

  void write(StateWriter writer) {
    List<String> names = List.copyOf(classes);
    writer.writeLong(names.size());
    names.forEach(writer::writeText);
    writer.writeLong(isExact ? 1 : 0);
    writer.writeLong(unscored.size());
    unscored.forEach(
        (pair, rows) -> {
          write(writer, pair, names);
          writer.writeLong(rows);
        });
    writer.writeLong(scored.size());
    scored.forEach(
        (pair, counts) -> {
          write(writer, pair, names);
          counts.write(writer);
        });
  }

  private static void write(StateWriter writer, Pair pair, List<String> names) {
    writer.writeLong(pair.actual().equals(UNKNOWN) ? -1 : place(pair.actual(), names));
    writer.writeLong(place(pair.answered(), names));
  }

  private static int place(String name, List<String> names) {
    return switch (name) {
      case OTHER -> -2;
      case ANOTHER -> -3;
      default -> names.indexOf(name);
    };
  }

  /**
   * Adds what is stored: to one that was just made, what {@link #write} wrote.
   *
   * @param isPacked whether scores are stored as they are today, and not one by one
   */
  void read(StateReader reader, boolean isPacked) {
    List<String> names = new ArrayList<>();
    int size = reader.readSize();
    for (int at = 0; at < size; at++) {
      names.add(reader.readText());
    }
    classes.addAll(names);
    if (reader.readLong() == 0) {
      pool();
    }
    int pairs = reader.readSize();
    for (int at = 0; at < pairs; at++) {
      Pair pair = new Pair(name(reader, names), name(reader, names));
      count(pair, Double.NaN, reader.readLong());
    }
    pairs = reader.readSize();
    for (int at = 0; at < pairs; at++) {
      Pair pair = new Pair(name(reader, names), name(reader, names));
      if (isPacked) {
        ScoreCounts.read(reader).forEach((score, rows) -> count(pair, score, rows));
      } else {
        for (int left = reader.readSize(); left > 0; left--) {
          count(pair, reader.readDouble(), reader.readLong());
        }
      }
    }
  }

  private static String name(StateReader reader, List<String> names) {
    int place = (int) reader.readLong();
    return switch (place) {
      case -1 -> UNKNOWN;
      case -2 -> OTHER;
      case -3 -> ANOTHER;
      default -> names.get(place);
    };
  }
}
