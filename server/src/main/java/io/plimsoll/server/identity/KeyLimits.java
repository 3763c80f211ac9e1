package io.plimsoll.server.identity;

import java.time.Duration;

/**
 * How much a key may be used: so many requests a second on average and so many at once, and so many
 * a day of UTC. 0 means without a limit; {@code burst} is set where {@code requestsPerSecond} is.
 */
public record KeyLimits(int requestsPerSecond, int burst, long requestsPerDay) {
  /** No limit at all. */
  public static final KeyLimits NONE = new KeyLimits(0, 0, 0);

  public KeyLimits {
    if (requestsPerSecond < 0 || requestsPerDay < 0 || (requestsPerSecond > 0 && burst < 1)) {
      throw new IllegalArgumentException(
          "%d a second with a burst of %d and %d a day are no limits"
              .formatted(requestsPerSecond, burst, requestsPerDay));
    }
  }

  boolean isNone() {
    return requestsPerSecond == 0 && requestsPerDay == 0;
  }

  /** The time in which one more request is earned. */
  long nanosOfOne() {
    return Duration.ofSeconds(1).toNanos() / requestsPerSecond;
  }
}
