package io.plimsoll.server.git;

import java.io.IOException;

/** A pack that is not read any further; the message goes to the client's terminal. */
final class RefusedPackException extends IOException {
  private static final long serialVersionUID = 1;

  RefusedPackException(String message) {
    super(message);
  }

  static RefusedPackException malformed() {
    return new RefusedPackException("the pack is damaged; push again");
  }
}
