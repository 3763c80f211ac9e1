package io.plimsoll.server.jobs;

/** An expected failure of a step. The message tells the person who pushed what to change. */
public final class StepFailedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean mayPass;

  public StepFailedException(String message) {
    this(message, false);
  }

  private StepFailedException(String message, boolean mayPass) {
    super(message);
    this.mayPass = mayPass;
  }

  /** A failure for which nobody who pushed can do anything, and which may be gone in a while. */
  public static StepFailedException passing(String message) {
    return new StepFailedException(message, true);
  }

  /** Whether the same job may succeed later. */
  public boolean mayPass() {
    return mayPass;
  }
}
