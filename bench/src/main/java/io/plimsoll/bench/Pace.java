package io.plimsoll.bench;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** When a load sends its requests, and when it has sent enough. */
sealed interface Pace {

  /**
   * Each connection sends the next request as soon as the last one is answered: the most there is.
   */
  record AsFastAsAnswered(Duration duration) implements Pace {}

  /** The same, until {@code requests} were sent. */
  record Count(long requests) implements Pace {}

  /**
   * A request is due every {@code 1 / perSecond} seconds, whether the last ones are answered or
   * not: what independent callers do.
   */
  record Steady(double perSecond, Duration duration) implements Pace {}

  /** The same, until somebody on another thread says that it is enough. */
  record SteadyUntil(double perSecond, AtomicBoolean isEnough) implements Pace {}
}
