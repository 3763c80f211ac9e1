package io.plimsoll.server.registry.data;

/** A file of rows cannot be used; the message says where, why and what to do, for its sender. */
public final class UnfitDataException extends Exception {
  private static final long serialVersionUID = 1;

  public UnfitDataException(String message) {
    super(message);
  }
}
