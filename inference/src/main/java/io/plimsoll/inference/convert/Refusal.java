package io.plimsoll.inference.convert;

import java.util.List;

/**
 * Values that the original refuses and a graph would answer with nonsense, so that the compiled
 * model has to refuse them too.
 *
 * @param features where it refuses them
 * @param message in the original's words
 */
public record Refusal(Cause cause, List<String> features, String message) {

  /** What is refused. */
  public enum Cause {
    /** A missing number or text. */
    MISSING,
    INFINITE,
    /** A finite number beyond the range of float32. */
    BEYOND_FLOAT32;

    boolean holdsFor(double value) {
      return switch (this) {
        case MISSING -> Double.isNaN(value);
        case INFINITE -> Double.isInfinite(value);
        case BEYOND_FLOAT32 -> Double.isFinite(value) && Math.abs(value) > Float.MAX_VALUE;
      };
    }
  }

  public Refusal {
    features = List.copyOf(features);
  }
}
