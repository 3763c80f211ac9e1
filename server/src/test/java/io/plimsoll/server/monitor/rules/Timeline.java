package io.plimsoll.server.monitor.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.server.monitor.rules.Assessment.Calm;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Plays evaluations one after another and keeps the state between them, as the monitor does with
 * the database; reads as a script.
 */
final class Timeline {
  static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
  static final int MINIMUM_ROWS = 250;

  private Rule rule;
  private String version = "1";
  private AlertState state = new AlertState.Quiet(Standing.UNKNOWN);
  private final List<String> events = new ArrayList<>();

  Timeline(RuleKind kind) {
    this.rule = new Rule(kind, true, kind.defaultThreshold(), MINIMUM_ROWS, Duration.ofMinutes(5));
  }

  /** One evaluation, at a minute. */
  Moment at(int minute) {
    return new Moment(minute);
  }

  Timeline version(String next) {
    version = next;
    return this;
  }

  Timeline disabled() {
    rule = new Rule(rule.kind(), false, rule.threshold(), rule.minimumRows(), rule.window());
    return this;
  }

  /** Everything that people were told, in order, as {@code minute:event}. */
  void expect(String... expected) {
    assertThat(events).containsExactly(expected);
  }

  static Reading reading(RuleKind kind, String name, double value, double noise, long rows) {
    Subject subject = kind == RuleKind.DRIFT ? new Subject(Subject.Role.FEATURE, name) : null;
    return new Reading(
        kind,
        subject,
        value,
        kind.defaultThreshold(),
        new Reading.Chance(noise, value > noise, value <= noise),
        rows,
        rows >= MINIMUM_ROWS,
        kind == RuleKind.DRIFT ? new Shift("psi", value, noise, 0, 0, 0, 1.0, 2.0) : null);
  }

  final class Moment {
    private final int minute;
    private long rows = 1_000;
    private double noise;
    private Calm calm = Calm.NO;

    private Moment(int minute) {
      this.minute = minute;
    }

    Moment rows(long count) {
      rows = count;
      return this;
    }

    Moment noise(double level) {
      noise = level;
      return this;
    }

    Moment calm(Calm how) {
      calm = how;
      return this;
    }

    /** Features named f1, f2, … with these values; or the one value of another rule. */
    Timeline signal(double... values) {
      List<Reading> readings = new ArrayList<>();
      for (int index = 0; index < values.length; index++) {
        readings.add(reading(rule.kind(), "f" + (index + 1), values[index], noise, rows));
      }
      Instant now = START.plus(Duration.ofMinutes(minute));
      Window window = new Window(now.minus(rule.window()), now);
      return evaluate(new Assessment(rule, version, window, rows, readings, calm, "the baseline"));
    }

    private Timeline evaluate(Assessment now) {
      Standing standing = now.standing();
      AlertDecision decision = AlertDecision.decide(state, now);
      state =
          switch (decision) {
            case AlertDecision.Keep keep -> standing(state, standing);
            case AlertDecision.Fire fire -> {
              events.add(minute + ":fired " + fire.severity().text());
              yield firing(standing, fire.severity(), fire.offenders());
            }
            case AlertDecision.Update update -> {
              if (update.isNews()) {
                events.add(minute + ":updated " + update.severity().text());
              }
              yield firing(standing, update.severity(), update.offenders());
            }
            case AlertDecision.Resolve resolve -> {
              events.add(minute + ":resolved " + resolve.reason());
              yield new AlertState.Quiet(standing);
            }
          };
      return Timeline.this;
    }

    private AlertState firing(Standing standing, Severity severity, List<Reading> offenders) {
      return new AlertState.Firing(standing, version, severity, AlertDecision.names(offenders));
    }

    private static AlertState standing(AlertState state, Standing now) {
      return switch (state) {
        case AlertState.Quiet quiet -> new AlertState.Quiet(now);
        case AlertState.Firing firing ->
            new AlertState.Firing(
                now, firing.version(), firing.severity(), Set.copyOf(firing.offenders()));
      };
    }
  }

  /** A run of evaluations, one a minute, each with one value. */
  Timeline run(int from, double... values) {
    int[] minute = {from};
    Arrays.stream(values).forEach(value -> at(minute[0]++).signal(value));
    return this;
  }
}
