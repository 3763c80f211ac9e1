package io.plimsoll.server.drift.check;

import io.plimsoll.server.drift.window.ComparedColumn;
import io.plimsoll.server.drift.window.Stretch;
import io.plimsoll.server.drift.window.WindowComparison;
import io.plimsoll.server.drift.window.WindowVerdict;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a run found, before it is stored. */
record Finding(
    Instant dueAt,
    Instant madeAt,
    Report.Outcome outcome,
    int drifted,
    int compared,
    double cost,
    long rows,
    Instant since,
    Instant until,
    String summary,
    Optional<Report.Body> body) {
  private static final int NAMED = 5;

  /** Beyond all measure is told as this many times the line. */
  private static final double HIGHEST_COST = 1e6;

  static Finding of(
      Instant due, Instant now, Stretch stretch, WindowComparison comparison, Report.Level level) {
    Report.Outcome outcome =
        !comparison.hasData()
            ? Report.Outcome.NO_DATA
            : comparison.drifted() > 0 ? Report.Outcome.DRIFTED : Report.Outcome.NO_DRIFT;
    double cost =
        comparison.features().stream()
            .filter(each -> each.verdict() == WindowVerdict.DRIFTED)
            .mapToDouble(Finding::cost)
            .max()
            .orElse(0);
    return new Finding(
        due,
        now,
        outcome,
        comparison.drifted(),
        comparison.compared(),
        cost,
        comparison.current().rows(),
        stretch.from(),
        stretch.to(),
        summary(outcome, comparison),
        Optional.of(new Report.Body(comparison, level)));
  }

  static Finding failed(Instant due, Instant now, Stretch stretch, String why) {
    return new Finding(
        due,
        now,
        Report.Outcome.FAILED,
        0,
        0,
        0,
        0,
        stretch.from(),
        stretch.to(),
        "The comparison could not be made: " + why,
        Optional.empty());
  }

  private static double cost(ComparedColumn column) {
    Double cost = column.cost();
    return cost == null ? HIGHEST_COST : Math.min(cost, HIGHEST_COST);
  }

  private static String summary(Report.Outcome outcome, WindowComparison comparison) {
    return switch (outcome) {
      case DRIFTED -> drifted(comparison);
      case NO_DRIFT ->
          String.format(
              Locale.ROOT,
              "None of %d columns has drifted, over %,d rows.",
              comparison.compared(),
              comparison.current().rows());
      case NO_DATA -> without(comparison);
      case FAILED -> "The comparison could not be made.";
    };
  }

  private static String drifted(WindowComparison comparison) {
    List<ComparedColumn> drifted =
        comparison.features().stream()
            .filter(each -> each.verdict() == WindowVerdict.DRIFTED)
            .toList();
    String named =
        drifted.stream().limit(NAMED).map(ComparedColumn::name).collect(Collectors.joining(", "));
    int more = drifted.size() - NAMED;
    return String.format(
        Locale.ROOT,
        "%d of %d columns drifted, over %,d rows: %s%s.",
        drifted.size(),
        comparison.compared(),
        comparison.current().rows(),
        named,
        more > 0 ? " and " + more + " more" : "");
  }

  private static String without(WindowComparison comparison) {
    String reason = comparison.reason();
    return reason == null
        ? String.format(
            Locale.ROOT,
            "Too few rows for a verdict: %,d in the window, and %,d are needed.",
            comparison.current().rows(),
            comparison.minimumRows())
        : reason;
  }
}
