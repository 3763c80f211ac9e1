package io.plimsoll.server.monitor.rules;

import io.plimsoll.server.spark.SparkApplication;
import io.plimsoll.server.spark.SparkWatch.Streaming;
import io.plimsoll.server.spark.StreamHealth;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a rule makes of the streaming queries of an application that do not keep up, or do not move.
 *
 * @param streams the worst first
 */
public record StreamTrouble(SparkRule rule, SparkApplication run, List<StreamHealth> streams) {
  /** An alert resolves below this part of the line, so that a query at the line does not flap. */
  private static final double BACK = 0.5;

  private static final int NAMED = 5;

  public StreamTrouble {
    streams = List.copyOf(streams);
  }

  /**
   * The queries of runs of one name that are over the line, or were and are not well below it yet.
   * Where several runs have such, it is told of the one with the worst.
   *
   * @param before the keys of those that the alert names that is firing
   */
  public static Optional<StreamTrouble> of(
      SparkRule rule, List<Streaming> sameName, Set<String> before) {
    return sameName.stream()
        .map(
            each ->
                new StreamTrouble(
                    rule,
                    each.run(),
                    each.streams().stream()
                        .filter(stream -> isOver(rule, stream, before))
                        .sorted(
                            Comparator.comparingDouble((StreamHealth stream) -> value(rule, stream))
                                .reversed())
                        .toList()))
        .filter(trouble -> !trouble.streams().isEmpty())
        .max(Comparator.comparingDouble(trouble -> value(rule, trouble.streams().getFirst())));
  }

  private static boolean isOver(SparkRule rule, StreamHealth stream, Set<String> before) {
    if (rule.kind() == SparkRuleKind.STREAM_STUCK) {
      return stream.isStuck(1_000 * rule.threshold());
    }
    double line = before.contains(stream.key()) ? BACK * rule.threshold() : rule.threshold();
    return stream.behindShare() > line;
  }

  private static double value(SparkRule rule, StreamHealth stream) {
    return rule.kind() == SparkRuleKind.STREAM_STUCK
        ? stream.stillMs() / 1_000
        : stream.behindShare();
  }

  /** The queries that are told of. */
  public Set<String> keys() {
    return streams.stream().map(StreamHealth::key).collect(Collectors.toSet());
  }

  /**
   * The alert in words.
   *
   * @param page the address of the run's page
   */
  public AlertText text(String page) {
    StreamHealth worst = streams.getFirst();
    boolean isStuck = rule.kind() == SparkRuleKind.STREAM_STUCK;
    return new AlertText(
        Plain.name(run.name()) + ": " + headline(isStuck),
        (isStuck ? still(worst) : behind(worst)) + others(),
        isStuck ? adviceWhenStuck(page) : adviceWhenBehind(page, worst),
        new Evidence(
            value(rule, worst),
            isStuck ? worst.patienceMs(1_000 * rule.threshold()) / 1_000 : rule.threshold(),
            worst.behindRows() == null ? 0 : Math.round(worst.behindRows()),
            new Window(
                worst.lastProgressAt() == null ? run.startedAt() : worst.lastProgressAt(),
                run.lastReportAt()),
            isStuck
                ? "seconds that its batches and the pauses between them explain"
                : "the share of its last %d reports".formatted(worst.reports()),
            List.of(),
            List.of(),
            SparkEvidence.of(run, streams)));
  }

  private String headline(boolean isStuck) {
    String what =
        streams.size() == 1
            ? "the query %s ".formatted(name(streams.getFirst()))
            : "%d queries ".formatted(streams.size());
    boolean isOne = streams.size() == 1;
    return what
        + (isStuck
            ? (isOne ? "makes no progress" : "make no progress")
            : (isOne ? "falls behind" : "fall behind"));
  }

  private static String still(StreamHealth worst) {
    String since =
        worst.lastProgressAt() == null
            ? "It has not ended a batch yet"
            : "Its last report is of %s, and its batches took %s at most"
                .formatted(
                    Figures.minute(worst.lastProgressAt()),
                    Figures.duration(worst.longestBatchMs()));
    return "For %s %s has not ended a batch and does not wait for input. %s."
        .formatted(Figures.duration(worst.stillMs()), name(worst), since);
  }

  private static String behind(StreamHealth worst) {
    String how =
        worst.slowerShare() >= worst.growingShare()
            ? "%s processed fewer rows than came in, in %s of its last %d reports: %s rows a second, and %s came in."
                .formatted(
                    name(worst),
                    Figures.percent(worst.slowerShare()),
                    worst.reports(),
                    Figures.number(worst.processedRowsPerSecond()),
                    Figures.number(worst.inputRowsPerSecond()))
            : "The source of %s left it further behind in %s of its last %d reports, at %s rows a second."
                .formatted(
                    name(worst),
                    Figures.percent(worst.growingShare()),
                    worst.reports(),
                    Figures.number(worst.processedRowsPerSecond()));
    return how + waiting(worst);
  }

  private static String waiting(StreamHealth worst) {
    Double now = worst.behindRows();
    Double before = worst.behindRowsBefore();
    return now == null || before == null
        ? ""
        : String.format(Locale.ROOT, " %,.0f rows wait in its source; it was %,.0f.", now, before);
  }

  private String others() {
    List<StreamHealth> rest = streams.subList(1, streams.size());
    int more = rest.size() - NAMED;
    return rest.isEmpty()
        ? ""
        : rest.stream()
            .limit(NAMED)
            .map(StreamTrouble::name)
            .collect(
                Collectors.joining(
                    ", ", " So do ", more > 0 ? " and %d more.".formatted(more) : "."));
  }

  private List<String> adviceWhenStuck(String page) {
    return List.of(
        "Look at the running stage of its batch, and at which task does not end: " + page,
        "A source or a sink may hang: see whether it answers, and what the threads of the executors"
            + " wait for.",
        "If the batch is only larger than any before it, it will end; a limit on what a batch takes"
            + " (maxOffsetsPerTrigger, maxFilesPerTrigger) keeps the next ones short.");
  }

  private List<String> adviceWhenBehind(String page, StreamHealth worst) {
    List<String> advice = new ArrayList<>();
    advice.add("See which step of its batches takes the time, and its stages: " + page);
    advice.add(
        "Give it more cores, if its stages have tasks enough to use them; else more partitions"
            + " first.");
    if (worst.isLagGrowing()) {
      advice.add(
          "The lag grows: rows that the source forgets before they are read are lost. See how long it"
              + " keeps them.");
    }
    advice.add(
        "If it is a peak that will pass, nothing has to be done: the alert resolves once the query"
            + " keeps up again.");
    return advice;
  }

  private static String name(StreamHealth stream) {
    String name = stream.name().isEmpty() ? stream.key() : stream.name();
    return "`" + Plain.name(name).replace('`', '\'') + "`";
  }
}
