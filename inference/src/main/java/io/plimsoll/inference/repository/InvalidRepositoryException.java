package io.plimsoll.inference.repository;

import java.io.Serial;

/** A repository that does not follow the convention; the message names the file and the remedy. */
public final class InvalidRepositoryException extends Exception {

  @Serial private static final long serialVersionUID = 1L;

  public InvalidRepositoryException(String message) {
    super(message);
  }

  public InvalidRepositoryException(String message, Throwable cause) {
    super(message, cause);
  }
}
