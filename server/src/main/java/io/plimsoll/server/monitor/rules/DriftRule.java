package io.plimsoll.server.monitor.rules;

import io.plimsoll.server.drift.monitored.RuleColumn;
import io.plimsoll.server.monitor.rules.Assessment.Calm;
import io.plimsoll.stats.Bin;
import io.plimsoll.stats.DriftScore;
import io.plimsoll.stats.NumericProfile;
import io.plimsoll.stats.Profile;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the drift of a window's columns means for an alert. Whether a column has drifted is judged
 * where the checks are, by the same settings and for the same false alarms.
 */
public final class DriftRule {
  private DriftRule() {}

  /**
   * What a version is compared with.
   *
   * @param source where its rows came from, for people
   */
  public record Baseline(String source, long rows) {
    /** A version, or a model that was never pushed, without a baseline. */
    public static final Baseline NONE = new Baseline("no baseline", 0);
  }

  /**
   * Assesses the window. A feature that the baseline does not know is not judged, and neither is
   * one that the window does not hold.
   *
   * @param rows of the window
   */
  public static Assessment assess(
      Rule rule,
      String version,
      Window window,
      Baseline baseline,
      long rows,
      List<RuleColumn> columns) {
    String against =
        "%s of version %s, %s"
            .formatted(
                Plain.name(baseline.source()),
                Plain.name(version),
                Figures.count(baseline.rows(), "row"));
    Calm calm = rows == 0 ? Calm.NO_TRAFFIC : Calm.NO;
    List<Reading> readings = columns.stream().map(DriftRule::read).toList();
    return new Assessment(rule, version, window, rows, readings, calm, against);
  }

  private static Reading read(RuleColumn column) {
    return new Reading(
        RuleKind.DRIFT,
        new Subject(Subject.Role.parse(column.column().role().text()), column.column().name()),
        column.value(),
        column.threshold(),
        new Reading.Chance(column.noise(), column.isBeyondChance(), column.isChance()),
        column.pair().current().rows(),
        column.isEnough(),
        shift(column));
  }

  private static Shift shift(RuleColumn column) {
    Profile before = column.pair().reference();
    Profile now = column.pair().current();
    boolean isByIndex = column.measure().equals(RuleColumn.INDEX);
    // Bins are gone through only for what people are told of.
    boolean isTold = column.isEnough() && column.value() > Reading.BACK * column.threshold();
    DriftScore index = isByIndex && !isTold ? null : column.index();
    return new Shift(
        column.measure(),
        index == null ? column.value() : index.value(),
        index == null ? column.noise() : index.noise(),
        missing(before),
        // Words instead of numbers are there, and nothing that the baseline knows.
        column.pair().isOfOtherType() ? missing(before) : missing(now),
        column.pair().isOfOtherType() ? 1 : index == null ? 0 : newShare(index),
        mean(before),
        mean(now));
  }

  private static double newShare(DriftScore index) {
    return index.distribution().stream()
        .filter(bin -> bin.kind() == Bin.Kind.NEW)
        .mapToDouble(Bin::currentShare)
        .sum();
  }

  private static double missing(Profile profile) {
    return profile.rows() == 0 ? 0 : (double) profile.missing() / profile.rows();
  }

  private static @Nullable Double mean(Profile profile) {
    return profile instanceof NumericProfile numeric && numeric.count() > 0 ? numeric.mean() : null;
  }
}
