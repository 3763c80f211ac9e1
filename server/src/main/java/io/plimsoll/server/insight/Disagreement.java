package io.plimsoll.server.insight;

import io.plimsoll.server.registry.LoggedFields;
import io.plimsoll.stats.ConfidenceSequences;
import io.plimsoll.stats.Interval;
import io.plimsoll.stats.NumericProfile;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * How often a shadow would have answered otherwise, for each version that answered.
 *
 * @param isCut whether there were more rows than are compared; the newest are
 */
public record Disagreement(Instant from, Instant to, boolean isCut, List<Pair> pairs) {
  private static final double ALPHA = 0.05;

  public Disagreement {
    pairs = List.copyOf(pairs);
  }

  /**
   * Two versions that were asked about the same rows.
   *
   * @param failed rows on which the shadow failed; they are in no output
   */
  @Schema(name = "DisagreementPair")
  public record Pair(
      String answeredBy,
      String shadow,
      long rows,
      long failed,
      @Nullable Double answeredP95Ms,
      @Nullable Double shadowP95Ms,
      List<Output> outputs) {
    public Pair {
      outputs = List.copyOf(outputs);
    }
  }

  /**
   * One output.
   *
   * @param lower and {@code upper}: where the share of rows that differ lies, with 95 % confidence,
   *     however often one looks
   * @param distance how far apart numbers are; null for an output that is none
   */
  @Schema(name = "DisagreementOutput")
  public record Output(
      String name,
      long rows,
      long differing,
      double lower,
      double upper,
      @Nullable Distance distance) {}

  /** Absolute differences. */
  @Schema(name = "DisagreementDistance")
  public record Distance(double mean, double p50, double p95, double max) {}

  /** A row that was answered, and what the shadow made of it; null if it failed. */
  record Row(
      String answeredBy,
      String shadow,
      Map<String, Object> answered,
      @Nullable Map<String, Object> shadowed,
      @Nullable Double answeredMs,
      @Nullable Double shadowMs) {}

  static List<Pair> compare(List<Row> rows) {
    Map<List<String>, Comparison> pairs = new HashMap<>();
    for (Row row : rows) {
      pairs
          .computeIfAbsent(List.of(row.answeredBy(), row.shadow()), pair -> new Comparison())
          .add(row);
    }
    return pairs.entrySet().stream()
        .map(pair -> pair.getValue().result(pair.getKey().getFirst(), pair.getKey().getLast()))
        .sorted(Comparator.comparing(Pair::shadow).thenComparing(Pair::answeredBy))
        .toList();
  }

  /** Counts the rows of one pair. */
  private static final class Comparison {
    private final Map<String, OutputCount> outputs = new TreeMap<>();
    private final NumericProfile answeredMs = new NumericProfile();
    private final NumericProfile shadowMs = new NumericProfile();
    private long rows;
    private long failed;

    void add(Row row) {
      rows++;
      if (row.answeredMs() != null) {
        answeredMs.update(row.answeredMs());
      }
      Map<String, Object> shadowed = row.shadowed();
      if (shadowed == null) {
        failed++;
        return;
      }
      if (row.shadowMs() != null) {
        shadowMs.update(row.shadowMs());
      }
      for (Map.Entry<String, Object> answer : row.answered().entrySet()) {
        Object other = shadowed.get(answer.getKey());
        if (isComparable(answer.getValue(), other)) {
          outputs
              .computeIfAbsent(answer.getKey(), output -> new OutputCount())
              .add(answer.getValue(), other);
        }
      }
    }

    /** A hash tells nothing about a value that was kept as it is, of an output that is there. */
    private static boolean isComparable(Object answered, @Nullable Object shadowed) {
      return shadowed == null || LoggedFields.isHashed(answered) == LoggedFields.isHashed(shadowed);
    }

    Pair result(String answeredBy, String shadow) {
      List<Output> results = new ArrayList<>();
      outputs.forEach((name, count) -> results.add(count.result(name)));
      return new Pair(
          answeredBy,
          shadow,
          rows,
          failed,
          Traffic.quantile(answeredMs, 0.95),
          Traffic.quantile(shadowMs, 0.95),
          results);
    }
  }

  /** Counts the rows of one output. */
  private static final class OutputCount {
    private final NumericProfile distances = new NumericProfile();
    private long rows;
    private long differing;

    void add(@Nullable Object answered, @Nullable Object shadowed) {
      rows++;
      if (answered instanceof Number one && shadowed instanceof Number other) {
        double distance = Math.abs(one.doubleValue() - other.doubleValue());
        distances.update(distance);
        differing += distance == 0 ? 0 : 1;
      } else {
        differing += Objects.equals(answered, shadowed) ? 0 : 1;
      }
    }

    Output result(String name) {
      Interval share = ConfidenceSequences.proportion(differing, rows, ALPHA);
      Distance distance =
          distances.count() == 0
              ? null
              : new Distance(
                  distances.mean(),
                  distances.quantile(0.5),
                  distances.quantile(0.95),
                  distances.max());
      return new Output(name, rows, differing, share.lower(), share.upper(), distance);
    }
  }
}
