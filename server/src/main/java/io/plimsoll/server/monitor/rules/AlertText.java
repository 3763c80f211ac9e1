package io.plimsoll.server.monitor.rules;

import io.plimsoll.server.drift.monitored.RuleColumn;
import io.plimsoll.server.monitor.rules.AlertDecision.Reason;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

/** What people read: made from the evidence, so that no two alerts give the same canned words. */
public record AlertText(String title, String summary, List<String> advice, Evidence evidence) {
  private static final int NAMED = 5;

  public AlertText {
    advice = List.copyOf(advice);
  }

  /** The same with other advice: what it takes to find it is not asked again for old news. */
  public AlertText with(List<String> otherAdvice) {
    return new AlertText(title, summary, otherAdvice, evidence);
  }

  /**
   * Puts an alert into words; {@code offenders} come farthest first. Only what is over the line is
   * counted and named: an offender that the alert merely holds on to is stable everywhere else.
   */
  public static AlertText of(
      Assessment assessment, List<Reading> offenders, Circumstances circumstances) {
    List<Reading> over = offenders.stream().filter(Reading::isOver).toList();
    return new AlertText(
        circumstances.model() + ": " + headline(assessment, over),
        summary(assessment, over),
        Advice.of(assessment, over, circumstances),
        Evidence.of(assessment, offenders));
  }

  /** Why an alert is closed, in a sentence. */
  public static String resolution(Reason reason, Assessment assessment) {
    return switch (reason) {
      case BACK_TO_NORMAL -> backToNormal(assessment);
      case NOTHING_OFFENDS ->
          "For two windows no request was %s."
              .formatted(assessment.kind() == RuleKind.ERRORS ? "failed" : "slow");
      case NO_TRAFFIC ->
          "There were no predictions for 24 hours, so there is nothing left to judge.";
      case ANOTHER_VERSION ->
          assessment.version().isEmpty()
              ? "Another version is in production; the alert was about the older one."
              : "Version %s is in production now; the alert was about the older one."
                  .formatted(Plain.name(assessment.version()));
      case RULE_DISABLED -> "The rule was switched off.";
    };
  }

  private static String backToNormal(Assessment assessment) {
    Reading worst = assessment.readings().getFirst();
    String value =
        switch (assessment.kind()) {
          case DRIFT ->
              "every signal is back: the highest %s is %s (%s)"
                  .formatted(measure(worst), Figures.psi(worst.value()), name(worst));
          case ERRORS -> "%s of requests fail".formatted(Figures.percent(worst.value()));
          case LATENCY -> "p95 latency is %s".formatted(Figures.milliseconds(worst.value()));
        };
    return "Back below the line: " + value + ", over " + Figures.count(worst.rows(), "row") + ".";
  }

  private static String headline(Assessment assessment, List<Reading> offenders) {
    Reading worst = offenders.getFirst();
    return switch (assessment.kind()) {
      case DRIFT -> driftHeadline(assessment, offenders);
      case ERRORS -> Figures.percent(worst.value()) + " of requests failed";
      case LATENCY ->
          "p95 latency is %s, %s times its limit"
              .formatted(Figures.milliseconds(worst.value()), Figures.number(worst.ratio()));
    };
  }

  private static String driftHeadline(Assessment assessment, List<Reading> offenders) {
    List<Reading> features = ofRole(offenders, Subject.Role.FEATURE);
    List<Reading> outputs = ofRole(offenders, Subject.Role.PREDICTION);
    String predictions =
        outputs.isEmpty()
            ? ""
            : "the prediction%s %s"
                .formatted(outputs.size() == 1 ? "" : "s", names(outputs, NAMED));
    if (features.isEmpty()) {
      return predictions + " drifted";
    }
    long all = ofRole(assessment.readings(), Subject.Role.FEATURE).size();
    return "%d of %s%s drifted, most %s"
        .formatted(
            features.size(),
            Figures.count(all, "feature"),
            outputs.isEmpty() ? "" : " and " + predictions,
            name(offenders.getFirst()));
  }

  private static String summary(Assessment assessment, List<Reading> offenders) {
    String window = Figures.window(assessment.window());
    String version =
        assessment.version().isEmpty() ? "" : " of version " + Plain.name(assessment.version());
    Reading worst = offenders.getFirst();
    return switch (assessment.kind()) {
      case DRIFT ->
          "%s. %s%s from %s were compared with %s.%s"
              .formatted(
                  measured(worst),
                  Figures.count(worst.rows(), "prediction"),
                  version,
                  window,
                  assessment.against(),
                  others(offenders));
      case ERRORS ->
          "%s of %s%s failed from %s: %s against %s."
              .formatted(
                  Figures.count(Math.round(worst.value() * worst.rows())),
                  Figures.count(worst.rows(), "request"),
                  version,
                  window,
                  Figures.percent(worst.value()),
                  assessment.against());
      case LATENCY ->
          "The p95 latency of %s%s from %s is %s, above the limit of %s, which is %s."
              .formatted(
                  Figures.count(worst.rows(), "successful request"),
                  version,
                  window,
                  Figures.milliseconds(worst.value()),
                  Figures.milliseconds(worst.threshold()),
                  assessment.against());
    };
  }

  private static String others(List<Reading> offenders) {
    if (offenders.size() < 2) {
      return "";
    }
    List<Reading> rest = offenders.subList(1, offenders.size());
    String named =
        rest.stream().limit(NAMED).map(AlertText::brief).collect(Collectors.joining(", "));
    int more = rest.size() - NAMED;
    return " Also over: " + named + (more > 0 ? " and %d more.".formatted(more) : ".");
  }

  private static String measured(Reading reading) {
    if (isOfMissing(reading)) {
      return "The share of rows without %s has moved by %s, and %s matters"
          .formatted(
              name(reading),
              Figures.percent(reading.value()),
              Figures.percent(reading.threshold()));
    }
    String noise =
        reading.noise() > 0
            ? "; chance alone explains " + Figures.psi(reading.noise())
            : "; chance does not explain it";
    return "The %s of %s is %s against a threshold of %s%s"
        .formatted(
            measure(reading),
            name(reading),
            Figures.psi(reading.value()),
            Figures.psi(reading.threshold()),
            noise);
  }

  private static String brief(Reading reading) {
    String value =
        isOfMissing(reading)
            ? "without a value in %s more or fewer rows".formatted(Figures.percent(reading.value()))
            : Figures.psi(reading.value());
    return name(reading) + " " + value;
  }

  private static boolean isOfMissing(Reading reading) {
    return measureId(reading).equals(RuleColumn.MISSING);
  }

  private static String measure(Reading reading) {
    String id = measureId(reading);
    return switch (id) {
      case RuleColumn.INDEX -> "PSI";
      case RuleColumn.MISSING -> "difference of missing rows";
      default -> id;
    };
  }

  private static String measureId(Reading reading) {
    return Objects.requireNonNull(reading.shift(), "drift without a shift").measure();
  }

  static List<Reading> ofRole(List<Reading> readings, Subject.Role role) {
    return readings.stream()
        .filter(reading -> reading.subject() != null && reading.subject().role() == role)
        .toList();
  }

  static String names(List<Reading> readings, int limit) {
    String named =
        readings.stream().limit(limit).map(AlertText::name).collect(Collectors.joining(", "));
    int more = readings.size() - limit;
    return more > 0 ? String.format(Locale.ROOT, "%s and %d more", named, more) : named;
  }

  static String name(Reading reading) {
    String name = Objects.requireNonNull(reading.subject()).name();
    return "`" + Plain.name(name).replace('`', '\'') + "`";
  }
}
