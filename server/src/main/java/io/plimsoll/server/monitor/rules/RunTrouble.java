package io.plimsoll.server.monitor.rules;

import io.plimsoll.server.spark.SparkAdvice;
import io.plimsoll.server.spark.SparkApplication;
import io.plimsoll.server.spark.SparkFailure;
import io.plimsoll.server.spark.SparkSeverity;
import io.plimsoll.server.spark.SparkState;
import io.plimsoll.server.spark.TroubledRun;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a rule makes of runs of an application of Spark that failed, were killed or went silent.
 *
 * @param troubled the latest of them
 */
public record RunTrouble(SparkRule rule, TroubledRun troubled, Instant now) {
  /** An end that is told of later than this is history, such as what was kept back is. */
  private static final Duration NEWS = Duration.ofDays(1);

  private static final int ADVICE = 3;
  private static final int LONGEST_MESSAGE = 300;

  /** Of those of one name, what the rule finds: the one that ended last, and how many there are. */
  public static Optional<RunTrouble> of(SparkRule rule, List<TroubledRun> sameName, Instant now) {
    boolean isOfLost = rule.kind() == SparkRuleKind.SPARK_LOST;
    return sameName.stream()
        .filter(troubled -> troubled.isLost() == isOfLost)
        .findFirst()
        .map(troubled -> new RunTrouble(rule, troubled, now))
        .filter(trouble -> trouble.value() >= rule.threshold());
  }

  /** Whether it is recent enough to fire. */
  public boolean isNews() {
    return run().lastReportAt().isAfter(now.minus(NEWS));
  }

  /** Runs in a row, or seconds of silence. */
  double value() {
    return troubled.isLost()
        ? Duration.between(run().lastReportAt(), now).toSeconds()
        : troubled.inARow();
  }

  private SparkApplication run() {
    return troubled.run();
  }

  /**
   * The alert in words.
   *
   * @param page the address of the run's page
   * @param findings what could be better about the run, the worst first
   */
  public AlertText text(String page, List<SparkAdvice> findings) {
    return new AlertText(
        Plain.name(run().name()) + ": " + headline(),
        summary(),
        advice(page, findings),
        new Evidence(
            value(),
            rule.threshold(),
            Math.round(run().measure("inputRecords")),
            new Window(run().startedAt(), run().lastReportAt()),
            troubled.isLost() ? "seconds of silence" : "runs in a row that did not succeed",
            List.of(),
            List.of(),
            SparkEvidence.of(run(), List.of())));
  }

  private String headline() {
    if (troubled.isLost()) {
      return "the application went silent";
    }
    if (troubled.inARow() > 1) {
      return "%d runs in a row did not succeed".formatted(troubled.inARow());
    }
    return run().status() == SparkState.KILLED
        ? "the application was killed"
        : "the application failed";
  }

  private String summary() {
    if (troubled.isLost()) {
      return "The run %s said last at %s that it runs, and was to say so every %s."
          .formatted(
              name(),
              Figures.minute(run().lastReportAt()),
              Figures.duration(Duration.ofMillis((long) run().measure("heartbeatMs"))));
    }
    SparkFailure error = run().error();
    String why =
        error == null
            ? "."
            : ": " + Plain.line(error.kind() + ": " + error.message(), LONGEST_MESSAGE);
    return "The run %s %s at %s, after %s%s"
        .formatted(
            name(),
            run().status() == SparkState.KILLED ? "was killed" : "failed",
            Figures.minute(Objects.requireNonNullElse(run().endedAt(), run().lastReportAt())),
            Figures.duration(Duration.ofMillis(run().durationMs())),
            why);
  }

  private String name() {
    String id = Plain.name(run().applicationId());
    return run().attempt().isEmpty() ? id : id + ", attempt " + Plain.name(run().attempt());
  }

  private List<String> advice(String page, List<SparkAdvice> findings) {
    List<String> advice = new ArrayList<>();
    advice.add("See what the run did, stage by stage: " + page);
    if (troubled.isLost()) {
      advice.add(
          "Look whether the driver's process is still there. One that is killed at once (kill -9, out"
              + " of memory, a machine that is gone) cannot say so: the cluster's own log does.");
      advice.add(
          "If it is there, it does not reach this server: its log says so in a line that begins with"
              + " Plimsoll.");
    } else if (run().status() == SparkState.KILLED) {
      advice.add(
          "It ended with jobs running. Look for who or what stopped it: a limit of time, a preemption"
              + " by the cluster, a driver that called stop.");
    }
    findings.stream()
        .filter(each -> each.severity().compareTo(SparkSeverity.MODERATE) >= 0)
        .limit(ADVICE)
        .map(each -> Plain.line(each.finding() + " " + each.advice(), LONGEST_MESSAGE))
        .forEach(advice::add);
    if (!troubled.isLost()) {
      advice.add("Compare with the last run that succeeded; the same page lists them.");
    }
    return advice;
  }
}
