package io.plimsoll.inference.python;

import java.io.Serial;

/** A requirements.txt that is not accepted; the message names the line and the remedy. */
public final class InvalidRequirementsException extends Exception {

  @Serial private static final long serialVersionUID = 1L;

  public InvalidRequirementsException(String message) {
    super(message);
  }
}
