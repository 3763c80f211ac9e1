package io.plimsoll.server.monitor.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What to do about an alert, derived from what its evidence shows. */
final class Advice {
  /** A share of rows that is worth a sentence of its own. */
  private static final double NOTABLE = 0.05;

  /** Above this share of the features, the population has changed rather than one source. */
  private static final double MANY = 1.0 / 3;

  private static final int LONGEST_MESSAGE = 160;

  private Advice() {}

  static List<String> of(
      Assessment assessment, List<Reading> offenders, Circumstances circumstances) {
    return switch (assessment.kind()) {
      case DRIFT -> forDrift(assessment, offenders, circumstances);
      case ERRORS -> forErrors(assessment, offenders.getFirst(), circumstances);
      case LATENCY -> forLatency(assessment, offenders.getFirst(), circumstances);
    };
  }

  private static List<String> forDrift(
      Assessment assessment, List<Reading> offenders, Circumstances circumstances) {
    List<String> advice = new ArrayList<>();
    advice.add(
        "See the distributions drawn over each other: " + circumstances.page() + "?tab=drift");
    for (Reading reading : offenders) {
      addCause(advice, reading);
    }
    List<Reading> features = AlertText.ofRole(offenders, Subject.Role.FEATURE);
    long all = AlertText.ofRole(assessment.readings(), Subject.Role.FEATURE).size();
    if (features.size() == 1 && all > 1) {
      advice.add(oneFeature(features.getFirst()));
    } else if (features.size() > 1 && features.size() > all * MANY) {
      advice.add(
          "%d of %s moved together, which points at the population (a season, other customers) rather than at one source: retrain on recent data."
              .formatted(features.size(), Figures.count(all, "feature")));
    } else if (features.size() > 1) {
      advice.add(
          "Look for what %s have in common upstream: a table, a join or a deployment."
              .formatted(AlertText.names(features, 5)));
    }
    advice.add(predictions(assessment, offenders));
    circumstances
        .previousVersion()
        .ifPresent(
            previous ->
                advice.add(
                    "Version %s is one click away if it was trained on data like today's; otherwise retrain."
                        .formatted(previous)));
    return advice;
  }

  private static void addCause(List<String> advice, Reading reading) {
    Shift shift = Objects.requireNonNull(reading.shift());
    if (shift.currentMissing() - shift.baselineMissing() >= NOTABLE) {
      advice.add(
          "%s is missing in %s of rows against %s in the baseline: check the join or the source that fills it."
              .formatted(
                  AlertText.name(reading),
                  Figures.percent(shift.currentMissing()),
                  Figures.percent(shift.baselineMissing())));
    }
    if (shift.newShare() == 1) {
      advice.add(
          "No value of %s is one that the baseline knows: check its type and its spelling where it is sent."
              .formatted(AlertText.name(reading)));
    } else if (shift.newShare() >= NOTABLE) {
      advice.add(
          "%s of rows hold values of %s that the baseline never showed: check for a new code upstream; if it is here to stay, retrain with it."
              .formatted(Figures.percent(shift.newShare()), AlertText.name(reading)));
    }
  }

  private static String oneFeature(Reading reading) {
    Shift shift = Objects.requireNonNull(reading.shift());
    Double before = shift.baselineMean();
    Double after = shift.currentMean();
    String how =
        before == null || after == null
            ? ""
            : " (its mean went from %s to %s)"
                .formatted(Figures.number(before), Figures.number(after));
    return "Of the features only %s moved%s: check what feeds it before you touch the model; a unit, a default or a source may have changed."
        .formatted(AlertText.name(reading), how);
  }

  private static String predictions(Assessment assessment, List<Reading> offenders) {
    List<Reading> moved = AlertText.ofRole(offenders, Subject.Role.PREDICTION);
    if (!moved.isEmpty()) {
      return "The answers have changed too (%s): compare them with the ground truth as it arrives before you rely on them."
          .formatted(AlertText.names(moved, 5));
    }
    return AlertText.ofRole(assessment.readings(), Subject.Role.PREDICTION).isEmpty()
        ? "The baseline holds no predictions, so it cannot be told whether the answers have changed."
        : "The distribution of the answers has not moved so far.";
  }

  private static List<String> forErrors(
      Assessment assessment, Reading reading, Circumstances circumstances) {
    List<String> advice = new ArrayList<>();
    long failed =
        Math.max(1, circumstances.failures().stream().mapToLong(each -> each.count()).sum());
    for (Circumstances.Failure failure : circumstances.failures()) {
      advice.add(
          "%s of the latest failures are %s: \"%s\""
              .formatted(
                  Figures.percent((double) failure.count() / failed),
                  Plain.name(failure.kind()),
                  Plain.line(failure.message(), LONGEST_MESSAGE)));
    }
    addRollback(advice, assessment, circumstances, reading);
    if (circumstances.failures().size() == 1) {
      advice.add(
          "All failures are of one kind, so look for one cause: a feature that changed its type, or a dependency of the model.");
    }
    advice.add(
        "See the failed calls with their features: " + circumstances.page() + "?tab=predictions");
    return advice;
  }

  private static List<String> forLatency(
      Assessment assessment, Reading reading, Circumstances circumstances) {
    List<String> advice = new ArrayList<>();
    double median = circumstances.median();
    if (median > reading.threshold()) {
      advice.add(
          "Even the median is %s: every request is slow, so look at the load of the machine and the size of the requests first."
              .formatted(Figures.milliseconds(median)));
    } else if (Double.isFinite(median)) {
      advice.add(
          "The median is %s, so only the tail is slow: look for large requests, a cold worker or bursts."
              .formatted(Figures.milliseconds(median)));
    }
    addRollback(advice, assessment, circumstances, reading);
    advice.add("See when it began: " + circumstances.page() + "?tab=traffic");
    return advice;
  }

  private static void addRollback(
      List<String> advice, Assessment assessment, Circumstances circumstances, Reading reading) {
    if (circumstances.previousVersion().isEmpty()) {
      return;
    }
    String previous = circumstances.previousVersion().get();
    if (circumstances.isFresh(assessment.window().to())) {
      advice.add(
          "Version %s went live %s: roll back to version %s now and look for the cause after."
              .formatted(
                  Plain.name(assessment.version()),
                  Figures.ago(circumstances.liveSince().orElseThrow(), assessment.window().to()),
                  previous));
    } else if (reading.kind() == RuleKind.ERRORS) {
      advice.add(
          "The version has been live for longer, so its callers or its surroundings have changed; rolling back to version %s may not help."
              .formatted(previous));
    }
  }
}
