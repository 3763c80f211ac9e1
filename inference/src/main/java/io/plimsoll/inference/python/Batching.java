package io.plimsoll.inference.python;

import java.time.Duration;

/**
 * Whether calls that wait are run together, and what that may cost.
 *
 * @param goal what the rows that are added to a call may add to its duration
 */
public record Batching(boolean isOn, Duration goal) {

  /** What holds for a version that says nothing of it. */
  public static final Batching DEFAULT = new Batching(true, Duration.ofMillis(50));

  public Batching {
    if (!goal.isPositive()) {
      throw new IllegalArgumentException("the goal of batching has to be a time above zero");
    }
  }
}
