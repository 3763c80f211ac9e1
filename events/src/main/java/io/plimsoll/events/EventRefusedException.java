package io.plimsoll.events;

/** An event that is not taken; the message names the field, the value and the remedy. */
public final class EventRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final RefusalCode code;

  public EventRefusedException(RefusalCode code, String message) {
    super(message);
    this.code = code;
  }

  public RefusalCode code() {
    return code;
  }

  /** The message, which is always there. */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
