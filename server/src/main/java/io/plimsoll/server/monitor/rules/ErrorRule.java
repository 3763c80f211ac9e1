package io.plimsoll.server.monitor.rules;

import io.plimsoll.server.monitor.rules.Assessment.Calm;
import java.util.List;

/** The share of requests that failed. */
public final class ErrorRule {
  private ErrorRule() {}

  /** Requests of a stretch of time and how many of them failed. */
  public record Requests(long total, long failed) {
    double failedShare() {
      return total == 0 ? 0 : (double) failed / total;
    }
  }

  /**
   * Assesses the window.
   *
   * @param recent the last two windows' length, not grown: when nothing failed there, failures that
   *     only the grown window still holds are of the past
   */
  public static Assessment assess(
      Rule rule, String version, Window window, Requests requests, Requests recent) {
    boolean isOfThePast = recent.failed() == 0;
    Requests judged = isOfThePast && requests.failed() > 0 ? recent : requests;
    List<Reading> readings =
        judged.total() == 0
            ? List.of()
            : List.of(
                Reading.of(
                    RuleKind.ERRORS,
                    judged.failedShare(),
                    rule.threshold(),
                    judged.total(),
                    judged.total() >= rule.minimumRows()));
    return new Assessment(
        rule,
        version,
        window,
        judged.total(),
        readings,
        isOfThePast ? Calm.NOTHING_OFFENDS : Calm.NO,
        "the limit of %s of requests".formatted(Figures.percent(rule.threshold())));
  }
}
