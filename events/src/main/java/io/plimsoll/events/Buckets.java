package io.plimsoll.events;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How many values lie between which bounds, for a distribution whose sender kept no single value.
 *
 * @param bounds the upper bounds of all buckets but the last, which has none; ascending and finite
 * @param counts the values of each bucket; one more than bounds
 * @param min the smallest value, if it is known
 * @param max the largest value, if it is known
 */
public record Buckets(
    List<Double> bounds, List<Long> counts, OptionalDouble min, OptionalDouble max) {
  /** Bounds that are computed anew each time may differ in their last digits. */
  private static final double SAME_BOUND = 1e-9;

  public Buckets {
    if (counts.size() != bounds.size() + 1) {
      throw new IllegalArgumentException(
          "%d bounds make %d buckets, not %d"
              .formatted(bounds.size(), bounds.size() + 1, counts.size()));
    }
    bounds = List.copyOf(bounds);
    counts = List.copyOf(counts);
  }

  /** How many values there are. */
  public long count() {
    return counts.stream().mapToLong(Long::longValue).sum();
  }

  /**
   * What has come since the same sender counted {@code earlier}, whose bounds may be finer; empty
   * if a bucket has fewer, which says that the counting began anew. Extremes are of the whole time,
   * so here they become bounds that nothing lies beyond.
   */
  public Optional<Buckets> since(Buckets earlier) {
    List<Long> grown = new ArrayList<>();
    int next = 0;
    for (int bucket = 0; bucket < counts.size(); bucket++) {
      long before = 0;
      double upper = upper(bucket);
      double reach = upper + Math.abs(upper) * SAME_BOUND;
      while (next < earlier.counts.size() && earlier.upper(next) <= reach) {
        before += earlier.counts.get(next++);
      }
      if (counts.get(bucket) < before) {
        return Optional.empty();
      }
      grown.add(counts.get(bucket) - before);
    }
    return Optional.of(
        new Buckets(bounds, grown, OptionalDouble.empty(), OptionalDouble.empty())
            .within(min, max));
  }

  private double upper(int bucket) {
    return bucket < bounds.size() ? bounds.get(bucket) : Double.POSITIVE_INFINITY;
  }

  private Buckets within(OptionalDouble least, OptionalDouble most) {
    List<Double> narrowed = new ArrayList<>(bounds);
    List<Long> values = new ArrayList<>(counts);
    if (least.isPresent() && (bounds.isEmpty() || least.getAsDouble() < bounds.get(0))) {
      narrowed.add(0, least.getAsDouble());
      values.add(0, 0L);
    }
    if (most.isPresent()
        && !narrowed.isEmpty()
        && most.getAsDouble() > narrowed.get(narrowed.size() - 1)) {
      narrowed.add(most.getAsDouble());
      values.add(0L);
    }
    return new Buckets(narrowed, values, OptionalDouble.empty(), OptionalDouble.empty());
  }
}
