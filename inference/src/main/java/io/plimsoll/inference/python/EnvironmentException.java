package io.plimsoll.inference.python;

import java.io.Serial;

/** A Python environment that cannot be built; the message names the cause and the remedy. */
public final class EnvironmentException extends Exception {

  @Serial private static final long serialVersionUID = 1L;

  private final boolean mayPass;

  public EnvironmentException(String message) {
    super(message);
    this.mayPass = false;
  }

  public EnvironmentException(String message, Throwable cause) {
    super(message, cause);
    this.mayPass = false;
  }

  private EnvironmentException(String message, boolean mayPass) {
    super(message);
    this.mayPass = mayPass;
  }

  /** A failure that says nothing about the requirements: the package index was away. */
  static EnvironmentException passing(String message) {
    return new EnvironmentException(message, true);
  }

  /** Whether the same requirements may install later. */
  public boolean mayPass() {
    return mayPass;
  }
}
