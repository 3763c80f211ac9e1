package io.plimsoll.server.jobs;

/** A run has to stop: it was cancelled, took too long, or is not this process's any more. */
public final class StoppedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Reason reason;

  StoppedException(Reason reason) {
    super(reason.message());
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }

  /** Why a run has to stop. */
  public sealed interface Reason {
    String message();

    record Cancelled(String message) implements Reason {}

    record TimedOut(String message) implements Reason {}

    /** Nothing may be written about the job any more. */
    record Lost(String message) implements Reason {}
  }
}
