package io.plimsoll.server.platform.time;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Time-ordered identifiers: UUID version 7 (RFC 9562, section 5.7), 48 bits of Unix milliseconds
 * and 74 random bits. Not secrets: their randomness keeps them apart, nothing more.
 */
public final class Ids {
  private static final SecureRandom SEED = new SecureRandom();
  private static final long PROCESS_SALT = SEED.nextLong();

  private Ids() {}

  /** A new id whose first 48 bits are the milliseconds of {@code at}. */
  public static UUID timeOrdered(Instant at) {
    return timeOrdered(at.toEpochMilli());
  }

  /** A new id whose first 48 bits are {@code epochMillis}. */
  public static UUID timeOrdered(long epochMillis) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    long high = (epochMillis << 16) | 0x7000L | (random.nextInt() & 0x0FFFL);
    long low = 0x8000_0000_0000_0000L | ((random.nextLong() ^ PROCESS_SALT) >>> 2);
    return new UUID(high, low);
  }
}
