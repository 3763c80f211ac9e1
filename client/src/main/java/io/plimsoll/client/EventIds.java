package io.plimsoll.client;

import java.security.SecureRandom;
import java.util.UUID;

/**
 * Ids of version 7 (RFC 9562, section 5.7): ordered by time, so that the server's index grows at
 * one end. Within a process each one is greater than the one before, even when the clock goes back.
 * Thread-safe.
 */
final class EventIds {
  private static final int COUNTER_LIMIT = 1 << 12;
  private static final long VARIANT = 0b10L << 62;

  private final SecureRandom random = new SecureRandom();
  private long millisecond;
  private int counter;

  UUID next(long nowMillis) {
    long low = VARIANT | (random.nextLong() >>> 2);
    synchronized (this) {
      if (nowMillis > millisecond) {
        millisecond = nowMillis;
        counter = 0;
      } else if (++counter == COUNTER_LIMIT) {
        millisecond++;
        counter = 0;
      }
      return new UUID((millisecond << 16) | 0x7000L | counter, low);
    }
  }
}
