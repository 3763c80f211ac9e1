package io.plimsoll.server.insight;

import com.fasterxml.jackson.annotation.JsonValue;
import io.plimsoll.server.platform.http.Finite;
import io.plimsoll.stats.ConfidenceSequences;
import io.plimsoll.stats.Interval;
import io.plimsoll.stats.NumericProfile;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What came of the answers of the versions that share production's calls: an A/B comparison by the
 * truth that came in as feedback.
 *
 * @param production the version that the others are compared with; null if there is none
 * @param isCut whether there was more feedback than is read; the newest is
 */
public record Outcomes(
    Instant from, Instant to, @Nullable String production, boolean isCut, List<Metric> metrics) {
  private static final double ALPHA = 0.05;

  public Outcomes {
    metrics = List.copyOf(metrics);
  }

  /** What is measured of an answer. */
  @Schema(name = "OutcomeKind")
  public enum Kind {
    /** The share of answers that turned out right: the truth is an output of the model. */
    ACCURACY,
    /** The mean distance between answer and truth, where the output is a number. */
    ERROR,
    /** The share of answers of which something came, such as a sale. */
    CONVERSION,
    /** The mean of a number that came of the answers, such as a revenue. */
    MEAN;

    @JsonValue
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** One field of the truth, measured for each version. */
  @Schema(name = "OutcomeMetric")
  public record Metric(String name, Kind kind, List<Arm> arms) {
    public Metric {
      arms = List.copyOf(arms);
    }
  }

  /**
   * One version.
   *
   * @param difference how much larger its value is than that of the version in production; null for
   *     that version itself, and where either has too few rows to say anything
   */
  @Schema(name = "OutcomeArm")
  public record Arm(
      String version,
      long rows,
      double value,
      @Nullable Double lower,
      @Nullable Double upper,
      @Nullable Difference difference) {}

  /**
   * A difference, and between which bounds it lies with 95 % confidence, however often one looks.
   */
  @Schema(name = "OutcomeDifference")
  public record Difference(double estimate, double lower, double upper, Verdict verdict) {}

  /** What can be said. */
  @Schema(name = "OutcomeVerdict")
  public enum Verdict {
    BETTER,
    WORSE,
    OPEN;

    @JsonValue
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** An answer with its truth. */
  record Row(String version, Map<String, Object> answer, Map<String, Object> actual) {}

  /** Compares the versions among {@code versions} on every field of the truth. */
  static List<Metric> compare(List<Row> rows, List<String> versions, @Nullable String production) {
    Map<String, List<Row>> byField = new TreeMap<>();
    for (Row row : rows) {
      if (versions.contains(row.version())) {
        row.actual()
            .keySet()
            .forEach(field -> byField.computeIfAbsent(field, name -> new ArrayList<>()).add(row));
      }
    }
    List<Metric> metrics = new ArrayList<>();
    byField.forEach((field, of) -> metrics.add(metric(field, of, versions, production)));
    return metrics;
  }

  private static Metric metric(
      String field, List<Row> rows, List<String> versions, @Nullable String production) {
    Kind kind = kind(field, rows);
    Map<String, NumericProfile> values = new HashMap<>();
    for (Row row : rows) {
      double value = value(kind, answer(field, row), row.actual().get(field));
      if (!Double.isNaN(value)) {
        values.computeIfAbsent(row.version(), version -> new NumericProfile()).update(value);
      }
    }
    NumericProfile reference = production == null ? null : values.get(production);
    List<Arm> arms = new ArrayList<>();
    for (String version : versions) {
      NumericProfile of = values.get(version);
      if (of != null) {
        Interval interval = interval(kind, of, ALPHA);
        Difference difference =
            reference == null || version.equals(production)
                ? null
                : difference(kind, reference, of);
        arms.add(
            new Arm(
                version,
                of.count(),
                of.mean(),
                Finite.orNull(interval.lower()),
                Finite.orNull(interval.upper()),
                difference));
      }
    }
    return new Metric(field, kind, arms);
  }

  private static @Nullable Difference difference(
      Kind kind, NumericProfile reference, NumericProfile candidate) {
    Interval one = interval(kind, reference, ALPHA / 2);
    Interval other = interval(kind, candidate, ALPHA / 2);
    double lower = other.lower() - one.upper();
    double upper = other.upper() - one.lower();
    if (!Double.isFinite(lower) || !Double.isFinite(upper)) {
      return null;
    }
    boolean isLessBetter = kind == Kind.ERROR;
    Verdict verdict = lower > 0 ? (isLessBetter ? Verdict.WORSE : Verdict.BETTER) : Verdict.OPEN;
    if (upper < 0) {
      verdict = isLessBetter ? Verdict.BETTER : Verdict.WORSE;
    }
    return new Difference(candidate.mean() - reference.mean(), lower, upper, verdict);
  }

  private static Interval interval(Kind kind, NumericProfile values, double alpha) {
    return switch (kind) {
      case ACCURACY, CONVERSION ->
          ConfidenceSequences.proportion(Math.round(values.sum()), values.count(), alpha);
      case ERROR, MEAN -> ConfidenceSequences.mean(values, alpha);
    };
  }

  /** By the values that were seen: whole numbers, words and flags are right or wrong. */
  private static Kind kind(String field, List<Row> rows) {
    boolean isOutput = rows.stream().anyMatch(row -> answer(field, row) != null);
    if (isOutput) {
      boolean isLabel =
          rows.stream()
              .allMatch(row -> isLabel(answer(field, row)) && isLabel(row.actual().get(field)));
      return isLabel ? Kind.ACCURACY : Kind.ERROR;
    }
    boolean isBinary =
        rows.stream().map(row -> number(row.actual().get(field))).allMatch(Outcomes::isBinary);
    return isBinary ? Kind.CONVERSION : Kind.MEAN;
  }

  private static double value(Kind kind, @Nullable Object answer, @Nullable Object actual) {
    return switch (kind) {
      case ACCURACY -> answer == null ? Double.NaN : same(answer, actual) ? 1 : 0;
      case ERROR -> Math.abs(number(answer) - number(actual));
      case CONVERSION, MEAN -> number(actual);
    };
  }

  /**
   * The output that the truth is about: of its name, or where the truth is one value, the label.
   */
  private static @Nullable Object answer(String field, Row row) {
    Map<String, Object> answer = row.answer();
    if (answer.containsKey(field)) {
      return answer.get(field);
    }
    if (!field.equals("value")) {
      return null;
    }
    return answer.containsKey("label") ? answer.get("label") : answer.get("prediction");
  }

  private static boolean same(Object answer, @Nullable Object actual) {
    if (answer instanceof Number one && actual instanceof Number other) {
      return one.doubleValue() == other.doubleValue();
    }
    return Objects.equals(answer, actual);
  }

  private static boolean isLabel(@Nullable Object value) {
    return !(value instanceof Number number)
        || (number.doubleValue() == Math.rint(number.doubleValue()));
  }

  private static boolean isBinary(double value) {
    return value == 0 || value == 1;
  }

  private static double number(@Nullable Object value) {
    return switch (value) {
      case Number number -> number.doubleValue();
      case Boolean flag -> flag ? 1 : 0;
      case null, default -> Double.NaN;
    };
  }
}
