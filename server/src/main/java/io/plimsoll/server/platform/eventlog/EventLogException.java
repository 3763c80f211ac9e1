package io.plimsoll.server.platform.eventlog;

/** The log could not take an event: a broker is away or too slow. Sending again later is safe. */
public final class EventLogException extends Exception {
  private static final long serialVersionUID = 1L;

  public EventLogException(String message, Throwable cause) {
    super(message, cause);
  }
}
