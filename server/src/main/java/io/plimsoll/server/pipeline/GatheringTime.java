package io.plimsoll.server.pipeline;

import java.time.Duration;

/**
 * How long records are gathered before they are stored together. Merging a sketch costs the same
 * for one row as for a hundred, so what is stored seldom is stored cheaply; and a chart may lag by
 * a second. Twice the time that the last batch took to store, so that a pipeline that keeps up
 * spends at most a third of its time on storing and one that touches little lags little; but only
 * as long as a round of gathering and storing is short. Under a load that fills a round by itself,
 * gathering would save nothing and let every event wait longer. Not thread-safe.
 */
final class GatheringTime {
  static final Duration LEAST = Duration.ofMillis(100);

  /** Of gathering and storing. */
  static final Duration ROUND = Duration.ofMillis(300);

  private static final int TIMES_THE_COST = 2;

  private Duration next = LEAST;

  /** For the batch that comes next. */
  Duration next() {
    return next;
  }

  /** Takes in what the last batch cost. */
  void learn(Duration cost) {
    Duration wanted = cost.multipliedBy(TIMES_THE_COST);
    Duration left = ROUND.minus(cost);
    Duration shorter = wanted.compareTo(left) < 0 ? wanted : left;
    next = shorter.compareTo(LEAST) < 0 ? LEAST : shorter;
  }
}
