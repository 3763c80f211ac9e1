package io.plimsoll.inference.tensor;

import java.io.Serial;
import java.time.Duration;

/** A prediction that did not happen. The message is meant for the caller of the endpoint. */
public final class InferenceException extends Exception {

  @Serial private static final long serialVersionUID = 1L;

  /** Why; the name is stable, so that failures can be counted by it. */
  public enum Kind {
    /** The caller sent something that does not fit the signature. */
    INVALID_INPUT,
    /**
     * The model took longer than its limit, and its worker has been killed; or the time that the
     * caller had stated was over before there was an answer.
     */
    TIMEOUT,
    /** The bounded queue before the model is full, or the wait in it was too long. */
    OVERLOADED,
    /** The worker process died or cannot be started. */
    CRASHED,
    /** The model's own code or its runtime reported an error. */
    FAILED,
    /** The caller went away before the model had begun with the call: no fault of the model. */
    CANCELLED
  }

  private final Kind kind;
  private Duration retryAfter = Duration.ZERO;

  public InferenceException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public InferenceException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** An error of the caller. */
  public static InferenceException invalid(String message) {
    return new InferenceException(Kind.INVALID_INPUT, message);
  }

  /** The same, with about how long it takes until the call would be answered. */
  public InferenceException retryAfter(Duration duration) {
    retryAfter = duration;
    return this;
  }

  /** When it is worth trying again; zero if that is not known. */
  public Duration retryAfter() {
    return retryAfter;
  }

  public Kind kind() {
    return kind;
  }
}
