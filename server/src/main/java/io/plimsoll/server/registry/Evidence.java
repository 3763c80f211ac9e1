package io.plimsoll.server.registry;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was seen when a version was made: how its job's steps went, what the model answered to its
 * test data and how fast, what the scan found, what its environment is made of, how a Python model
 * was compiled for the JVM, and how fast it is with several rows at once.
 */
public record Evidence(
    List<Step> steps,
    int testRows,
    double loadMs,
    double inferMsPerRow,
    List<Map<String, @Nullable Object>> outputsSample,
    @Nullable String scan,
    @Nullable Environment environment,
    @Nullable Compilation compilation,
    @Nullable LatencyCard latency) {
  public Evidence {
    steps = List.copyOf(steps);
    outputsSample = List.copyOf(outputsSample);
  }

  /**
   * What was measured of whatever serves the version, on its own test data.
   *
   * @param startMs until it could answer: the start of its process, if it has one, and the load
   * @param residentBytes memory; measured of a Python worker, estimated of a model in the JVM
   * @param curve by rows in a call; ends where the model failed or took too long
   */
  public record LatencyCard(double startMs, long residentBytes, List<LatencyPoint> curve) {
    public LatencyCard {
      curve = List.copyOf(curve);
    }
  }

  /** So many calls with so many rows each. */
  public record LatencyPoint(int rows, int calls, double p50Ms, double p99Ms) {}

  /** A step of the job. */
  public record Step(String name, long durationMs, String detail) {}

  /**
   * How a Python model was tried in the JVM. Only what is {@code proved} is served there; else
   * {@code reason} says why not.
   *
   * @param bound the share of an answer by which a number may differ from the original's
   * @param converters the packages that converted, each with its version
   * @param splits how many splits the model's trees have; {@code testedSplits} of them had rows on
   *     both sides
   */
  public record Compilation(
      boolean proved,
      @Nullable String reason,
      double bound,
      List<String> converters,
      double originalMsPerRow,
      int splits,
      int testedSplits,
      List<Attempt> attempts) {
    public Compilation {
      converters = List.copyOf(converters);
      attempts = List.copyOf(attempts);
    }
  }

  /** One conversion in one precision, and its comparison with the original. */
  public record Attempt(
      String precision,
      boolean proved,
      @Nullable String reason,
      double convertMs,
      double proofMs,
      long bytes,
      @Nullable Double msPerRow,
      List<ComparedRows> rows,
      List<OutputError> outputs) {
    public Attempt {
      rows = List.copyOf(rows);
      outputs = List.copyOf(outputs);
    }
  }

  /** Rows from one source: test data, baseline, boundary or edge. */
  public record ComparedRows(String source, int rows, int differing) {}

  /** The largest errors of one output; 0 for a label, of which {@code differing} are not equal. */
  public record OutputError(
      String output, int differing, double largestAbsolute, double largestRelative) {}

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
