package io.plimsoll.server.performance;

import io.plimsoll.server.performance.ChunkSize.Chunk;
import io.plimsoll.server.performance.PerformanceStore.SampledRow;
import io.plimsoll.server.pipeline.labels.LabelReading;
import io.plimsoll.server.pipeline.labels.LabelReading.Answer;
import io.plimsoll.stats.performance.Estimate;
import io.plimsoll.stats.performance.LossEstimator;
import io.plimsoll.stats.performance.PerformanceState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Direct loss estimation (DLE) for regressions, from the samples of the hours: learned from those
 * of the reference that have labels, applied to those of each chunk, where a row stands for as many
 * as its hour had for each sampled one.
 */
final class LossesEstimator implements Estimator {
  /** Fewer rows do not teach which of them are answered worse. */
  private static final int FEWEST_ROWS = 200;

  private static final int MOST_COLUMNS = 50;

  private final LossEstimator losses;
  private final Columns columns;
  private final LabelReading reading;
  private final Map<Instant, List<SampledRow>> byHour = new HashMap<>();
  private final int referenceRows;

  private LossesEstimator(
      LossEstimator losses,
      Columns columns,
      LabelReading reading,
      List<SampledRow> rows,
      int referenceRows) {
    this.losses = losses;
    this.columns = columns;
    this.reading = reading;
    this.referenceRows = referenceRows;
    rows.forEach(row -> byHour.computeIfAbsent(row.hour(), hour -> new ArrayList<>()).add(row));
  }

  /** A labelled row of the reference. */
  private record Lesson(SampledRow row, double actual, double answered) {}

  /**
   * Learns from the rows of the reference among the samples.
   *
   * @param reference the hours of the reference
   */
  static Estimator learn(
      LabelReading reading, List<SampledRow> reference, List<SampledRow> samples) {
    List<Lesson> lessons = new ArrayList<>();
    for (SampledRow row : reference) {
      lesson(reading, row).ifPresent(lessons::add);
    }
    if (lessons.size() < FEWEST_ROWS) {
      return new None(
          "The samples of the reference have %d labelled rows; %d are needed to learn which rows are answered worse."
              .formatted(lessons.size(), FEWEST_ROWS));
    }
    Columns columns = Columns.of(lessons.stream().map(Lesson::row).toList());
    double[][] byRow =
        lessons.stream()
            .map(lesson -> columns.row(lesson.row(), lesson.answered()))
            .toArray(double[][]::new);
    double[][] byColumn = new double[columns.size()][byRow.length];
    for (int row = 0; row < byRow.length; row++) {
      for (int column = 0; column < byColumn.length; column++) {
        byColumn[column][row] = byRow[row][column];
      }
    }
    LossEstimator losses =
        LossEstimator.fit(
            byColumn,
            lessons.stream().mapToDouble(Lesson::actual).toArray(),
            lessons.stream().mapToDouble(Lesson::answered).toArray());
    return new LossesEstimator(losses, columns, reading, samples, lessons.size());
  }

  private static Optional<Lesson> lesson(LabelReading reading, SampledRow row) {
    Map<String, @Nullable Object> label = row.actual();
    if (label == null
        || !(reading.answer(row.answer()).orElse(null) instanceof Answer.OfNumber answered)) {
      return Optional.empty();
    }
    return reading
        .actualNumber(answered, label)
        .map(actual -> new Lesson(row, actual, answered.value()));
  }

  @Override
  public String method() {
    return "dle";
  }

  @Override
  public long referenceRows() {
    return referenceRows;
  }

  @Override
  public String reason() {
    return "";
  }

  @Override
  public Map<Metric, Estimate> estimate(
      List<Chunk> chunks, PerformanceState state, Predicate<SampledRow> isMeant) {
    List<double[]> rows = new ArrayList<>();
    List<Double> weights = new ArrayList<>();
    for (Weighted row : Weighted.of(chunks, byHour, isMeant)) {
      Answer answer = reading.answer(row.row().answer()).orElse(null);
      if (answer instanceof Answer.OfNumber answered) {
        rows.add(columns.row(row.row(), answered.value()));
        weights.add(row.weight());
      }
    }
    double[][] values = rows.toArray(double[][]::new);
    double[] weight = weights.stream().mapToDouble(each -> each).toArray();
    Map<Metric, Estimate> figures = new EnumMap<>(Metric.class);
    figures.put(Metric.MAE, losses.mae(values, weight));
    figures.put(Metric.MSE, losses.mse(values, weight));
    figures.put(Metric.RMSE, losses.rmse(values, weight));
    return figures;
  }

  /**
   * The features of the reference as numbers: texts by their place among those of the reference,
   * what was not there as missing.
   */
  private record Columns(List<String> names, Map<String, Map<String, Integer>> texts) {
    static Columns of(List<SampledRow> rows) {
      TreeSet<String> names = new TreeSet<>();
      Map<String, TreeSet<String>> seen = new TreeMap<>();
      for (SampledRow row : rows) {
        names.addAll(row.features().keySet());
        row.features()
            .forEach(
                (name, value) -> {
                  if (value instanceof String text) {
                    seen.computeIfAbsent(name, each -> new TreeSet<>()).add(text);
                  }
                });
      }
      Map<String, Map<String, Integer>> texts = new HashMap<>();
      seen.forEach(
          (name, values) -> {
            Map<String, Integer> places = new HashMap<>();
            values.forEach(value -> places.put(value, places.size()));
            texts.put(name, places);
          });
      return new Columns(names.stream().limit(MOST_COLUMNS).toList(), texts);
    }

    /** The features and the answer. */
    int size() {
      return names.size() + 1;
    }

    double[] row(SampledRow row, double answered) {
      double[] values = new double[size()];
      for (int column = 0; column < names.size(); column++) {
        values[column] = number(names.get(column), row.features().get(names.get(column)));
      }
      values[names.size()] = answered;
      return values;
    }

    private double number(String name, @Nullable Object value) {
      return switch (value) {
        case Number number -> number.doubleValue();
        case Boolean flag -> flag ? 1 : 0;
        case String text -> {
          Integer place = texts.getOrDefault(name, Map.of()).get(text);
          yield place == null ? Double.NaN : place;
        }
        case null, default -> Double.NaN;
      };
    }
  }
}
