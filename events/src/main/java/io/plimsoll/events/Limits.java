package io.plimsoll.events;

import java.time.Duration;
import java.time.Instant;

/**
 * What an event may hold at most.
 *
 * @param oldest how long ago an event may have happened; what is older has no place to be kept
 * @param ahead how far the sender's clock may be ahead
 */
public record Limits(
    int bytes, int features, int tags, int text, int stack, Duration oldest, Duration ahead) {

  /** The most characters of a name of a feature or an output. */
  public static final int LONGEST_NAME = 200;

  /** 256 KiB, 512 values, 16 tags, 30 days back and one day ahead. */
  public static final Limits DEFAULTS =
      new Limits(262_144, 512, 16, 4_096, 32_768, Duration.ofDays(30), Duration.ofDays(1));

  /** Beyond this the database holds no time. */
  static final Instant LATEST = Instant.parse("9999-01-01T00:00:00Z");

  /** Whether the database holds it. */
  static boolean isHeld(Instant time) {
    return time.isBefore(LATEST) && time.isAfter(Instant.EPOCH);
  }

  public Limits withOldest(Duration newOldest) {
    return new Limits(bytes, features, tags, text, stack, newOldest, ahead);
  }

  public Limits withAhead(Duration newAhead) {
    return new Limits(bytes, features, tags, text, stack, oldest, newAhead);
  }
}
