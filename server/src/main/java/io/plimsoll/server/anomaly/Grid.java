package io.plimsoll.server.anomaly;

import java.time.Duration;
import java.time.Instant;

/** Buckets of one width that start at whole multiples of it since 1970, in UTC, by number. */
record Grid(int stepSeconds) {
  private static final int DAY = 86_400;

  long bucket(Instant at) {
    return Math.floorDiv(at.getEpochSecond(), stepSeconds);
  }

  Instant start(long bucket) {
    return Instant.ofEpochSecond(bucket * stepSeconds);
  }

  Instant floor(Instant at) {
    return start(bucket(at));
  }

  int perDay() {
    return DAY / stepSeconds;
  }

  Duration step() {
    return Duration.ofSeconds(stepSeconds);
  }

  /** The start of the day that {@code at} is in. */
  static Instant day(Instant at) {
    return Instant.ofEpochSecond(Math.floorDiv(at.getEpochSecond(), DAY) * DAY);
  }
}
