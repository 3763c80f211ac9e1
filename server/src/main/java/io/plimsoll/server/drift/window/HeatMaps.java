package io.plimsoll.server.drift.window;

import io.plimsoll.server.drift.Column;
import io.plimsoll.server.drift.window.HeatMap.HeatCell;
import io.plimsoll.server.drift.window.HeatMap.HeatRow;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.pipeline.ProfileGrain;
import io.plimsoll.stats.drift.FalseAlarmBudget;
import io.plimsoll.stats.drift.ProfileDrift;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Compares each bucket of a stretch of time with one reference. */
@ApplicationScoped
public class HeatMaps {
  private static final int MOST_BUCKETS = 48;
  private static final Duration HOUR = Duration.ofHours(1);

  /** Lengths that begin at whole hours and days of UTC, as the sums over profiles do. */
  private static final List<Duration> LENGTHS =
      List.of(
          Duration.ofMinutes(1),
          Duration.ofMinutes(5),
          Duration.ofMinutes(15),
          HOUR,
          Duration.ofHours(6),
          Duration.ofDays(1),
          Duration.ofDays(7),
          Duration.ofDays(28));

  private static final Instant ORIGIN = Instant.parse("1970-01-05T00:00:00Z");

  private final WindowComparisons comparisons;

  public HeatMaps(WindowComparisons comparisons) {
    this.comparisons = comparisons;
  }

  HeatMap draw(Tenant tenant, String model, Side reference, Side.Window window, Instant now) {
    String version = window.version();
    Stretch whole = window.wholeBuckets(now).stretch();
    List<Stretch> buckets = buckets(whole, window.part().isWhole(), now);
    List<WindowComparison> compared =
        comparisons.each(
            tenant,
            model,
            reference,
            buckets.stream().map(each -> new Side.Window(version, each, window.part())).toList(),
            now);
    Map<Column, List<HeatCell>> rows = new LinkedHashMap<>();
    Map<Column, Double> costs = new LinkedHashMap<>();
    for (int bucket = 0; bucket < compared.size(); bucket++) {
      for (ComparedColumn column : compared.get(bucket).features()) {
        Column key = new Column(column.role(), column.name());
        List<HeatCell> cells = rows.computeIfAbsent(key, each -> new ArrayList<>());
        fill(cells, bucket);
        cells.add(cell(column));
        Double cost = column.cost();
        costs.merge(key, cost == null ? 100 : Math.min(100, cost), Double::sum);
      }
    }
    List<HeatRow> told =
        rows.entrySet().stream()
            .map(row -> row(row.getKey(), row.getValue(), buckets.size(), costs))
            .sorted(
                Comparator.comparingDouble(HeatRow::totalCost)
                    .reversed()
                    .thenComparing(HeatRow::role)
                    .thenComparing(HeatRow::name))
            .toList();
    WindowComparison last = compared.getLast();
    boolean isEmpty = compared.stream().noneMatch(each -> each.current().rows() > 0);
    String none = isEmpty ? "No predictions came in between these times." : null;
    boolean hasReference = last.reference().rows() > 0;
    return new HeatMap(
        model,
        version.isEmpty() ? null : version,
        last.reference(),
        buckets.stream().map(Stretch::from).toList(),
        whole.to(),
        FalseAlarmBudget.LAXEST,
        hasReference ? none : last.reason(),
        told);
  }

  private static HeatRow row(
      Column column, List<HeatCell> cells, int buckets, Map<Column, Double> costs) {
    fill(cells, buckets);
    return new HeatRow(column.role(), column.name(), costs.getOrDefault(column, 0.0), cells);
  }

  /** A column that a bucket does not know at all was not there. */
  private static void fill(List<HeatCell> cells, int upTo) {
    while (cells.size() < upTo) {
      cells.add(new HeatCell(WindowVerdict.NO_ROWS, null, 0));
    }
  }

  private static HeatCell cell(ComparedColumn column) {
    return new HeatCell(column.verdict(), size(column), column.current().rows());
  }

  private static @Nullable Double size(ComparedColumn column) {
    if (!column.verdict().isJudged()) {
      return null;
    }
    double ofMissing =
        Math.abs(column.missing().current() - column.missing().reference())
            / ProfileDrift.Absence.RELEVANT;
    Double ofValues = column.effectSize();
    return ofValues == null ? column.cost() : Double.valueOf(Math.max(ofValues, ofMissing));
  }

  /**
   * Buckets of one length, the first and the last cut to the stretch. None is shorter than what is
   * kept of its time, or several would show the same hour.
   */
  static List<Stretch> buckets(Stretch stretch, boolean isOfAllRows, Instant now) {
    boolean isByHour = !isOfAllRows || stretch.from().isBefore(ProfileGrain.hoursBefore(now));
    Duration length =
        LENGTHS.stream()
            .filter(each -> !isByHour || each.compareTo(HOUR) >= 0)
            .filter(each -> stretch.length().dividedBy(each) <= MOST_BUCKETS)
            .findFirst()
            .orElse(LENGTHS.getLast());
    List<Stretch> buckets = new ArrayList<>();
    long past =
        Math.floorDiv(Duration.between(ORIGIN, stretch.from()).toSeconds(), length.toSeconds());
    Instant start = ORIGIN.plus(length.multipliedBy(past));
    while (start.isBefore(stretch.to())) {
      Instant end = start.plus(length);
      buckets.add(
          new Stretch(
              start.isBefore(stretch.from()) ? stretch.from() : start,
              end.isAfter(stretch.to()) ? stretch.to() : end));
      start = end;
    }
    return buckets;
  }
}
