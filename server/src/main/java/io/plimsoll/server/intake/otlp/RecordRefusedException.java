package io.plimsoll.server.intake.otlp;

/** A record that becomes no event; the message says which and why. */
final class RecordRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  RecordRefusedException(String message) {
    super(message);
  }
}
