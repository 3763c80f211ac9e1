package io.plimsoll.inference;

import io.plimsoll.inference.python.Expectation;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How fast a model was on its own test data when it was built, and what it needs.
 *
 * @param startMs until it could answer: the start of its process, if it has one, and the load
 * @param residentBytes memory: measured of a worker, estimated of a model inside this JVM
 * @param curve by rows in a call, fewest first; ends where the model failed or took too long
 */
public record LatencyCard(double startMs, long residentBytes, List<Point> curve) {

  /** Some hundred calls of the usual model take as long. */
  private static final double QUICK_MS = 2;

  public LatencyCard {
    curve = List.copyOf(curve);
  }

  /** Calls with so many rows; with few of them, p99 is the slowest. */
  public record Point(int rows, int calls, double p50Ms, double p99Ms) {}

  /** Whether a call of one row takes so little that nobody else minds waiting for it. */
  boolean isQuick() {
    return curve.isEmpty() || curve.getFirst().p50Ms() <= QUICK_MS;
  }

  /** What a pool of workers may expect of the model. */
  Expectation expectation() {
    Map<Integer, Double> durations =
        curve.stream().collect(Collectors.toMap(Point::rows, Point::p50Ms));
    return new Expectation(residentBytes, durations);
  }
}
