package io.plimsoll.server.pipeline;

import java.time.Duration;

/**
 * How long records are gathered before they are stored together. Merging a sketch costs the same
 * for one row as for a hundred, so what is stored seldom is stored cheaply; and a chart may lag by
 * a second. Twice the time that the last batch took to store, within limits: a pipeline that keeps
 * up then spends at most a third of its time on storing, and one that touches little lags little.
 * Not thread-safe.
 */
final class GatheringTime {
  static final Duration LEAST = Duration.ofMillis(100);
  static final Duration MOST = Duration.ofMillis(400);
  private static final int TIMES_THE_COST = 2;

  private Duration next = LEAST;

  /** For the batch that comes next. */
  Duration next() {
    return next;
  }

  /** Takes in what the last batch cost. */
  void learn(Duration cost) {
    Duration wanted = cost.multipliedBy(TIMES_THE_COST);
    if (wanted.compareTo(LEAST) < 0) {
      next = LEAST;
    } else {
      next = wanted.compareTo(MOST) > 0 ? MOST : wanted;
    }
  }
}
