package io.plimsoll.inference.pickle;

import java.io.Serial;
import java.util.Optional;

/** A pickle that is refused; the message names the file, what is wrong, where, and the remedy. */
public final class UnsafePickleException extends Exception {

  @Serial private static final long serialVersionUID = 1L;

  private final transient Optional<GlobalReference> global;

  public UnsafePickleException(String message) {
    super(message);
    this.global = Optional.empty();
  }

  /** Refused for one import and nothing else. */
  UnsafePickleException(String message, GlobalReference global) {
    super(message);
    this.global = Optional.of(global);
  }

  /** The import that it is refused for; empty if the file cannot be read as a pickle at all. */
  public Optional<GlobalReference> global() {
    return global;
  }
}
