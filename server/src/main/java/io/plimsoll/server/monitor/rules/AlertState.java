package io.plimsoll.server.monitor.rules;

import java.util.Set;

/** What is known of a rule and a model from the evaluation before. */
public sealed interface AlertState {

  /** Where the rule stood last time; unknown at the first evaluation of a version. */
  Standing before();

  /** No alert is firing. */
  record Quiet(Standing before) implements AlertState {}

  /**
   * An alert is firing.
   *
   * @param version the version that it fired for
   * @param offenders names of the features and outputs that it named last
   */
  record Firing(Standing before, String version, Severity severity, Set<String> offenders)
      implements AlertState {
    public Firing {
      offenders = Set.copyOf(offenders);
    }
  }
}
