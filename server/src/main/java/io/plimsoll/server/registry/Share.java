package io.plimsoll.server.registry;

/** One version's part of the calls to production, in thousandths. */
public record Share(int version, int perMille) {
  /** All calls. */
  public static final int WHOLE = 1000;
}
