package io.plimsoll.server.registry;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was seen when a version was made: how its job's steps went, what the model answered to its
 * test data and how fast, what the scan found, and what its environment is made of.
 */
public record Evidence(
    List<Step> steps,
    int testRows,
    double loadMs,
    double inferMsPerRow,
    List<Map<String, @Nullable Object>> outputsSample,
    @Nullable String scan,
    @Nullable Environment environment) {
  public Evidence {
    steps = List.copyOf(steps);
    outputsSample = List.copyOf(outputsSample);
  }

  /** A step of the job. */
  public record Step(String name, long durationMs, String detail) {}

  /**
   * A Python environment: what was asked for ({@code requirements} as pushed, {@code python} as in
   * plimsoll.yaml if at all), and the exact packages that came of it.
   */
  public record Environment(String requirements, @Nullable String python, List<String> lock) {
    public Environment {
      lock = List.copyOf(lock);
    }
  }
}
