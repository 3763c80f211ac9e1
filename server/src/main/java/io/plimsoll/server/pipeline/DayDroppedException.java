package io.plimsoll.server.pipeline;

/** A day was dropped while its rows were on their way; reading them again tells what to do. */
final class DayDroppedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DayDroppedException() {
    super("a day of this batch was dropped at this moment");
  }
}
