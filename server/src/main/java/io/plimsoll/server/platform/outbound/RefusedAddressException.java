package io.plimsoll.server.platform.outbound;

/** A host that nobody may be connected to from here. The message is for the person who named it. */
public final class RefusedAddressException extends Exception {
  private static final long serialVersionUID = 1L;

  RefusedAddressException(String message) {
    super(message);
  }
}
