package io.plimsoll.inference.pickle;

import java.io.Serial;

/** A pickle that is refused; the message names the file, what is wrong, where, and the remedy. */
public final class UnsafePickleException extends Exception {

  @Serial private static final long serialVersionUID = 1L;

  public UnsafePickleException(String message) {
    super(message);
  }
}
