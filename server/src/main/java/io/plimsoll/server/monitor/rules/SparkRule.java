package io.plimsoll.server.monitor.rules;

import java.util.List;

/**
 * A rule on applications of Spark as a project has set it.
 *
 * @param applications patterns of names, in which {@code *} stands for anything; a pattern with
 *     {@code !} before it leaves out what the others let in
 */
public record SparkRule(
    SparkRuleKind kind,
    boolean isEnabled,
    Severity severity,
    double threshold,
    List<String> applications) {
  private static final String OUT = "!";

  public SparkRule {
    applications = List.copyOf(applications);
  }

  /** Whether it is on, and about applications of that name. */
  public boolean watches(String application) {
    return isEnabled && isAbout(application);
  }

  /** Whether it is about applications of that name; one that only leaves out is about the rest. */
  boolean isAbout(String application) {
    boolean isLeftOut =
        applications.stream()
            .filter(pattern -> pattern.startsWith(OUT))
            .anyMatch(pattern -> NamePattern.matches(pattern.substring(1), application));
    List<String> in = applications.stream().filter(pattern -> !pattern.startsWith(OUT)).toList();
    return !isLeftOut
        && (in.isEmpty() || in.stream().anyMatch(each -> NamePattern.matches(each, application)));
  }

  /** Why an alert on that application has no rule any more, in a sentence. */
  public String whyNot() {
    return isEnabled ? "The rule leaves this application out now." : "The rule was switched off.";
  }
}
