package io.plimsoll.server.jobs;

/** An expected failure of a step. The message tells the person who pushed what to change. */
public final class StepFailedException extends Exception {
  private static final long serialVersionUID = 1L;

  public StepFailedException(String message) {
    super(message);
  }
}
