package io.plimsoll.server.identity;

/** How many requests a key had made on a day when it was looked up, in all processes. */
public record KeyUse(long epochDay, long requests) {
  /** A key that was not used. */
  public static final KeyUse NONE = new KeyUse(0, 0);

  long on(long day) {
    return day == epochDay ? requests : 0;
  }
}
