package io.plimsoll.server.anomaly;

import io.plimsoll.stats.anomaly.Detector;
import io.plimsoll.stats.anomaly.Judgement;
import io.plimsoll.stats.anomaly.Plan;
import io.plimsoll.stats.anomaly.Point;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A {@link Detector} of one series in terms of times and stored points. Not thread-safe. */
final class SeriesDetector {
  private final Measure measure;
  private final Grid grid;
  private final List<Interval> expected;
  private final Detector detector;

  /** {@code expected} is when people said that what looked odd was not. */
  SeriesDetector(Measure measure, WatchSettings settings, List<Interval> expected) {
    this.measure = measure;
    this.grid = new Grid(settings.step());
    this.expected = List.copyOf(expected);
    this.detector = new Detector(grid.perDay(), measure.kind(), settings.settings());
  }

  Plan plan() {
    return detector.plan();
  }

  void remember(StoredPoint point) {
    detector.remember(point(grid.bucket(point.at()), point.value()), point.side());
  }

  /** Judges a bucket by its value among {@code values}, or by its silence. */
  Judgement judge(long bucket, Map<Long, SeriesValue> values) {
    SeriesValue value = values.get(bucket);
    if (value == null) {
      value = new SeriesValue(measure.countsSilence() ? 0 : Double.NaN, 1);
    }
    return detector.judge(point(bucket, value));
  }

  private Point point(long bucket, SeriesValue value) {
    boolean isMasked = !expected.isEmpty() && Interval.isIn(expected, grid.start(bucket));
    return new Point(bucket, value.value(), value.weight(), isMasked);
  }

  /** What is left of a point once it was judged. */
  record StoredPoint(Instant at, SeriesValue value, int side) {}
}
