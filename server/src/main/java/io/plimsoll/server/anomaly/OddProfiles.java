package io.plimsoll.server.anomaly;

import io.plimsoll.server.anomaly.ProfileBucketStore.Column;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.http.ErrorCode;
import io.plimsoll.server.platform.http.ProblemException;
import io.plimsoll.stats.CategoricalProfile;
import io.plimsoll.stats.NumericProfile;
import io.plimsoll.stats.Profile;
import io.plimsoll.stats.anomaly.IsolationForest;
import io.plimsoll.stats.anomaly.Robust;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Finds the hours or days in which the rows of a version were unlike the others: an isolation
 * forest over what the stored profiles say of each column, never over rows.
 */
@ApplicationScoped
public class OddProfiles {
  /** Beyond this a window is refused: merging them would take too long for somebody who waits. */
  static final long MOST_PROFILES = 100_000;

  static final int MOST_COLUMNS = 200;
  static final int LEAST_BUCKETS = 8;

  /** Liu, Ting and Zhou: well above a half. */
  private static final double ODD = 0.6;

  /**
   * And this many standard deviations above the other buckets, of which one is always the oddest.
   */
  private static final double SPREADS = 4;

  private static final int NAMED = 5;
  private static final long SEED = 20_081_215;
  private static final double LOW = 0.1;
  private static final double MIDDLE = 0.5;
  private static final double HIGH = 0.9;

  private final ProfileBucketStore profiles;

  public OddProfiles(ProfileBucketStore profiles) {
    this.profiles = profiles;
  }

  Report find(Tenant tenant, String model, String version, Interval window, Grid grid) {
    long stored = profiles.count(tenant, model, version, window);
    if (stored > MOST_PROFILES) {
      throw new ProblemException(
          ErrorCode.TOO_LARGE,
          "The window has %d profiles; choose a shorter one with at most %d."
              .formatted(stored, MOST_PROFILES));
    }
    SortedMap<Instant, SortedMap<Column, Profile>> buckets =
        profiles.buckets(tenant, model, version, window, grid);
    List<Figure> figures = figures(buckets);
    if (buckets.size() < LEAST_BUCKETS || figures.isEmpty()) {
      return new Report(
          version,
          window.from(),
          window.to(),
          grid.step().toString(),
          "There are %d buckets with rows; at least %d can be compared."
              .formatted(buckets.size(), LEAST_BUCKETS),
          List.of());
    }
    return new Report(
        version, window.from(), window.to(), grid.step().toString(), null, score(buckets, figures));
  }

  private static List<Bucket> score(
      SortedMap<Instant, SortedMap<Column, Profile>> buckets, List<Figure> figures) {
    double[][] rows =
        buckets.values().stream()
            .map(columns -> figures.stream().mapToDouble(figure -> figure.value(columns)).toArray())
            .toArray(double[][]::new);
    double[] usual = new double[figures.size()];
    for (int figure = 0; figure < usual.length; figure++) {
      int place = figure;
      usual[figure] =
          Robust.median(
              IntStream.range(0, rows.length).mapToDouble(row -> rows[row][place]).toArray());
    }
    for (double[] row : rows) {
      for (int figure = 0; figure < usual.length; figure++) {
        // What a bucket does not tell is taken to be as usual: it makes no bucket odd.
        row[figure] = Double.isFinite(row[figure]) ? row[figure] : finite(usual[figure]);
      }
    }
    IsolationForest forest =
        IsolationForest.grow(rows, IsolationForest.TREES, IsolationForest.SAMPLE, SEED);
    double[] scores = Arrays.stream(rows).mapToDouble(forest::score).toArray();
    double middle = Robust.median(scores);
    double line = Math.max(ODD, middle + SPREADS * Robust.scale(scores, middle));
    List<Bucket> scored = new ArrayList<>();
    int place = 0;
    for (Map.Entry<Instant, SortedMap<Column, Profile>> bucket : buckets.entrySet()) {
      double[] row = rows[place];
      double score = scores[place++];
      scored.add(
          new Bucket(
              bucket.getKey(),
              bucket.getValue().values().stream().mapToLong(Profile::rows).max().orElse(0),
              score,
              score >= line,
              reasons(forest.contributions(row), row, usual, figures)));
    }
    return scored;
  }

  private static List<Reason> reasons(
      double[] contributions, double[] row, double[] usual, List<Figure> figures) {
    return IntStream.range(0, figures.size())
        .boxed()
        .filter(figure -> contributions[figure] > 0)
        .sorted(Comparator.comparingDouble(figure -> -contributions[figure]))
        .limit(NAMED)
        .map(
            figure ->
                new Reason(
                    figures.get(figure).column().role(),
                    figures.get(figure).column().name(),
                    figures.get(figure).kind().text,
                    row[figure],
                    finite(usual[figure]),
                    contributions[figure]))
        .toList();
  }

  private static double finite(double value) {
    return Double.isFinite(value) ? value : 0;
  }

  private static List<Figure> figures(SortedMap<Instant, SortedMap<Column, Profile>> buckets) {
    Map<Column, Profile> known = new LinkedHashMap<>();
    TreeSet<Column> columns = new TreeSet<>();
    buckets.values().forEach(bucket -> columns.addAll(bucket.keySet()));
    for (Column column : columns) {
      buckets.values().stream()
          .map(bucket -> bucket.get(column))
          .filter(profile -> profile != null && profile.count() > 0)
          .findFirst()
          .ifPresent(profile -> known.put(column, profile));
    }
    List<Figure> figures = new ArrayList<>();
    known.entrySet().stream()
        .limit(MOST_COLUMNS)
        .forEach(
            each -> {
              boolean isNumeric = each.getValue() instanceof NumericProfile;
              for (Kind kind : Kind.values()) {
                if (kind.isNumeric == null || kind.isNumeric == isNumeric) {
                  figures.add(new Figure(each.getKey(), kind));
                }
              }
            });
    return figures;
  }

  /** What is looked at of a column. */
  private enum Kind {
    MISSING("missing share", null),
    MEDIAN("median", true),
    SPREAD("distance of the 90th from the 10th percentile", true),
    TOP("share of the commonest value", false),
    DISTINCT("distinct values", false);

    private final String text;
    private final @Nullable Boolean isNumeric;

    Kind(String text, @Nullable Boolean isNumeric) {
      this.text = text;
      this.isNumeric = isNumeric;
    }
  }

  private record Figure(Column column, Kind kind) {
    /** NaN where the bucket does not tell. */
    double value(Map<Column, Profile> bucket) {
      Profile profile = bucket.get(column);
      if (profile == null || profile.rows() == 0) {
        return Double.NaN;
      }
      if (kind == Kind.MISSING) {
        return (double) profile.missing() / profile.rows();
      }
      return switch (profile) {
        case NumericProfile numeric -> numeric(numeric);
        case CategoricalProfile categorical -> categorical(categorical);
      };
    }

    private double numeric(NumericProfile profile) {
      return switch (kind) {
        case MEDIAN -> profile.quantile(MIDDLE);
        case SPREAD -> profile.quantile(HIGH) - profile.quantile(LOW);
        case MISSING, TOP, DISTINCT -> Double.NaN;
      };
    }

    private double categorical(CategoricalProfile profile) {
      if (profile.count() == 0) {
        return Double.NaN;
      }
      return switch (kind) {
        case TOP -> (double) profile.topValues(1).getFirst().count() / profile.count();
        case DISTINCT -> profile.topValues(CategoricalProfile.EXACT_LIMIT).size();
        case MISSING, MEDIAN, SPREAD -> Double.NaN;
      };
    }
  }

  /**
   * How odd each bucket of a window is.
   *
   * @param reason why there is nothing to tell; absent if there is
   */
  @Schema(name = "OddProfilesReport")
  public record Report(
      String version,
      Instant from,
      Instant to,
      String grain,
      @Nullable String reason,
      List<Bucket> buckets) {
    public Report {
      buckets = List.copyOf(buckets);
    }
  }

  /**
   * One hour or day.
   *
   * @param score of the isolation forest: near 1 is odd, 0.5 is nothing
   * @param isOdd whether the score is 0.6 or more, and far above that of the other buckets
   * @param reasons what makes it odd, the most first
   */
  @Schema(name = "OddProfilesBucket")
  public record Bucket(Instant at, long rows, double score, boolean isOdd, List<Reason> reasons) {
    public Bucket {
      reasons = List.copyOf(reasons);
    }
  }

  /**
   * What of a column sets a bucket apart.
   *
   * @param usual its median over the buckets
   * @param contribution by how many splits the bucket was isolated sooner because of it
   */
  @Schema(name = "OddProfilesReason")
  public record Reason(
      String role, String column, String figure, double value, double usual, double contribution) {}
}
