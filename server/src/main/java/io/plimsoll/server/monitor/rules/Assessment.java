package io.plimsoll.server.monitor.rules;

import java.util.Comparator;
import java.util.List;

/**
 * What one rule found for one version of a model.
 *
 * @param version the version that was looked at; empty for a model that names none
 * @param rows how many rows or requests the window holds
 * @param readings largest ratio first
 * @param calm whether there is nothing left that could offend
 * @param against in words, what the readings were compared with
 */
public record Assessment(
    Rule rule,
    String version,
    Window window,
    long rows,
    List<Reading> readings,
    Calm calm,
    String against) {

  /** Whether the cause of an alert is gone although too few rows say so. */
  public enum Calm {
    /** There is traffic to judge. */
    NO,
    /** For two windows there was no failed or slow request. */
    NOTHING_OFFENDS,
    /** There was no traffic at all for a day. */
    NO_TRAFFIC
  }

  public Assessment {
    readings =
        readings.stream().sorted(Comparator.comparingDouble(Reading::ratio).reversed()).toList();
  }

  public RuleKind kind() {
    return rule.kind();
  }

  public Standing standing() {
    List<Reading> judged = readings.stream().filter(Reading::isEnough).toList();
    if (judged.isEmpty()) {
      return Standing.UNKNOWN;
    }
    if (judged.stream().anyMatch(Reading::isOver)) {
      return Standing.OVER;
    }
    return judged.stream().allMatch(Reading::isBack) ? Standing.BACK : Standing.BETWEEN;
  }

  /** What the mark shows of this rule: the worst readings first, no more than {@code limit}. */
  public List<Signal> signals(int limit) {
    return readings.stream().limit(limit).map(Signal::of).toList();
  }
}
