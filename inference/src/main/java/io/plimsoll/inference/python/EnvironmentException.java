package io.plimsoll.inference.python;

import java.io.Serial;

/** A Python environment that cannot be built; the message names the cause and the remedy. */
public final class EnvironmentException extends Exception {

  @Serial private static final long serialVersionUID = 1L;

  public EnvironmentException(String message) {
    super(message);
  }

  public EnvironmentException(String message, Throwable cause) {
    super(message, cause);
  }
}
