package io.plimsoll.server.git;

/** A push that is not taken. The message tells the person who pushed what to change. */
public final class RefusedPushException extends Exception {
  private static final long serialVersionUID = 1L;

  RefusedPushException(String message) {
    super(message);
  }
}
