package io.plimsoll.server.monitor.rules;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is to be done about an alert. */
public sealed interface AlertDecision {

  /** Leave everything as it is. */
  record Keep() implements AlertDecision {}

  /** Open an alert and tell people. */
  record Fire(Severity severity, List<Reading> offenders) implements AlertDecision {
    public Fire {
      offenders = List.copyOf(offenders);
    }
  }

  /** Renew the evidence of the open alert; {@code isNews} if it now names something else. */
  record Update(Severity severity, List<Reading> offenders, boolean isNews)
      implements AlertDecision {
    public Update {
      offenders = List.copyOf(offenders);
    }
  }

  /** Close the open alert and tell people. */
  record Resolve(Reason reason) implements AlertDecision {}

  /** Why an alert was closed. */
  enum Reason {
    BACK_TO_NORMAL,
    NOTHING_OFFENDS,
    NO_TRAFFIC,
    ANOTHER_VERSION,
    RULE_DISABLED
  }

  /**
   * Decides from the state before and the assessment now. Firing takes two evaluations in a row
   * over the line, resolving two in a row well below it.
   */
  static AlertDecision decide(AlertState state, Assessment now) {
    return switch (state) {
      case AlertState.Quiet quiet -> whileQuiet(quiet, now);
      case AlertState.Firing firing -> whileFiring(firing, now);
    };
  }

  private static AlertDecision whileQuiet(AlertState.Quiet quiet, Assessment now) {
    boolean isSure = quiet.before() == Standing.OVER && now.standing() == Standing.OVER;
    if (!isSure || !now.rule().isEnabled()) {
      return new Keep();
    }
    List<Reading> offenders = offenders(now, Set.of());
    return new Fire(Severity.of(now.kind(), offenders), offenders);
  }

  private static AlertDecision whileFiring(AlertState.Firing firing, Assessment now) {
    Optional<Reason> end = end(firing, now);
    if (end.isPresent()) {
      return new Resolve(end.get());
    }
    if (now.standing() != Standing.OVER) {
      // The evidence of an alert is what it looked like when it was last over the line.
      return new Keep();
    }
    List<Reading> offenders = offenders(now, firing.offenders());
    // An alert never becomes less urgent while it fires: that would be flapping of another kind.
    Severity severity = Severity.of(now.kind(), offenders).worse(firing.severity());
    boolean isNews = severity != firing.severity() || !names(offenders).equals(firing.offenders());
    return new Update(severity, offenders, isNews);
  }

  private static Optional<Reason> end(AlertState.Firing firing, Assessment now) {
    if (!firing.version().equals(now.version())) {
      return Optional.of(Reason.ANOTHER_VERSION);
    }
    if (!now.rule().isEnabled()) {
      return Optional.of(Reason.RULE_DISABLED);
    }
    if (firing.before() == Standing.BACK && now.standing() == Standing.BACK) {
      return Optional.of(Reason.BACK_TO_NORMAL);
    }
    return switch (now.calm()) {
      case NO -> Optional.empty();
      case NOTHING_OFFENDS -> Optional.of(Reason.NOTHING_OFFENDS);
      case NO_TRAFFIC -> Optional.of(Reason.NO_TRAFFIC);
    };
  }

  /** What is over the line, and what was named before and is not well below it yet. */
  private static List<Reading> offenders(Assessment now, Set<String> before) {
    return now.readings().stream()
        .filter(
            reading ->
                reading.isOver()
                    || (reading.isEnough()
                        && !reading.isBack()
                        && name(reading).anyMatch(before::contains)))
        .toList();
  }

  /** The names that tell one set of offenders from another. */
  static Set<String> names(List<Reading> offenders) {
    return offenders.stream().flatMap(AlertDecision::name).collect(Collectors.toSet());
  }

  private static Stream<String> name(Reading reading) {
    return Stream.ofNullable(reading.subject())
        .map(subject -> subject.role().text() + ":" + subject.name());
  }
}
