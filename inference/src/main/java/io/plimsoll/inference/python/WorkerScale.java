package io.plimsoll.inference.python;

import java.time.Duration;

/**
 * How many workers a version may have.
 *
 * @param min so many are always there; 0 lets an unused version go without any
 * @param max so many at most, however much there is to do
 * @param idle a worker above the minimum that nobody needed for so long is ended
 * @param residentBytes a worker that has come to hold more memory is replaced; {@link #UNLIMITED}
 *     leaves that to its growth
 */
public record WorkerScale(int min, int max, Duration idle, long residentBytes) {

  public static final long UNLIMITED = Long.MAX_VALUE;

  private static final Duration IDLE = Duration.ofMinutes(5);

  public WorkerScale {
    if (min < 0 || max < 1 || min > max || !idle.isPositive() || residentBytes < 1) {
      throw new IllegalArgumentException(
          "a version has between 0 and %d workers and at least one of them at times, not %d to %d"
              .formatted(max, min, max));
    }
  }

  /** Always the same number of workers. */
  public static WorkerScale fixed(int count) {
    return new WorkerScale(count, count, IDLE, UNLIMITED);
  }

  /** At least one worker, more while calls have to wait. */
  public static WorkerScale upTo(int max) {
    return new WorkerScale(1, max, IDLE, UNLIMITED);
  }
}
