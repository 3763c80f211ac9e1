package io.plimsoll.server.canary;

/** What is to be done about a canary; {@code reason} is a sentence for people. */
sealed interface CanaryVerdict {
  String reason();

  /** Nothing can be said yet. */
  record Wait(String reason) implements CanaryVerdict {}

  /** The candidate gets the share of the next step. */
  record Advance(String reason) implements CanaryVerdict {}

  /** Production is pointed at the candidate. */
  record Promote(String reason) implements CanaryVerdict {}

  /** All calls go back to the baseline. */
  record RollBack(String reason) implements CanaryVerdict {}
}
