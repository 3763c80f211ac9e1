package io.plimsoll.inference;

import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.inference.tensor.Rows;
import io.plimsoll.inference.tensor.Tensor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Measures the curve of a latency card: calls of 1, 8, 32 and 128 rows, which are those of the test
 * data over and over. It is a part of every push, so it takes a second at most for a model of usual
 * speed.
 */
final class CardMeasurement {

  private static final int[] SIZES = {1, 8, 32, 128};
  private static final int LEAST_CALLS = 5;
  private static final int MOST_CALLS = 100;
  private static final int MOST_CALLS_OF_A_ROW = 200;
  private static final Duration FOR_A_SIZE = Duration.ofMillis(100);
  private static final Duration FOR_ONE_ROW = Duration.ofSeconds(1);
  private static final Duration FOR_ALL = Duration.ofSeconds(2);

  private final Rows encoder;
  private final List<Map<String, @Nullable Object>> rows;
  private final Call call;
  private final long deadline = System.nanoTime() + FOR_ALL.toNanos();

  /** One call of the model. */
  interface Call {
    void with(List<Tensor> inputs, int rows) throws InferenceException;
  }

  private CardMeasurement(Rows encoder, List<Map<String, @Nullable Object>> rows, Call call) {
    this.encoder = encoder;
    this.rows = rows;
    this.call = call;
  }

  /** The curve as far as the model goes along; empty without rows by name. */
  static List<LatencyCard.Point> curve(
      Rows encoder, List<Map<String, @Nullable Object>> rows, Call call) {
    CardMeasurement measurement = new CardMeasurement(encoder, rows, call);
    List<LatencyCard.Point> curve = new ArrayList<>();
    if (rows.isEmpty()) {
      return curve;
    }
    try {
      for (int size : SIZES) {
        if (measurement.isOver()) {
          return curve;
        }
        curve.add(measurement.point(size));
      }
    } catch (InferenceException beyondTheModel) {
      // It has answered its test data; that it cannot take more rows at once is for its users.
      return curve;
    }
    return curve;
  }

  /**
   * The fastest of several calls with the first row, in milliseconds: what the model takes when
   * nothing disturbs it. The first call is made however long it takes, others for a second.
   */
  static double fastestRow(Rows encoder, List<Map<String, @Nullable Object>> rows, Call call)
      throws InferenceException {
    List<Tensor> row = encoder.toTensors(List.of(rows.getFirst()));
    long end = System.nanoTime() + FOR_ONE_ROW.toNanos();
    long best = Long.MAX_VALUE;
    for (int i = 0; i < MOST_CALLS_OF_A_ROW && (i == 0 || System.nanoTime() - end < 0); i++) {
      long began = System.nanoTime();
      call.with(row, 1);
      best = Math.min(best, System.nanoTime() - began);
    }
    return best / 1e6;
  }

  private LatencyCard.Point point(int size) throws InferenceException {
    List<Tensor> inputs = encoder.toTensors(repeated(size));
    // The first call of a size often does what the following need not.
    call.with(inputs, size);
    long end = System.nanoTime() + FOR_A_SIZE.toNanos();
    double[] millis = new double[MOST_CALLS];
    int calls = 0;
    while (calls < MOST_CALLS && (calls < LEAST_CALLS || System.nanoTime() - end < 0)) {
      long began = System.nanoTime();
      call.with(inputs, size);
      millis[calls++] = (System.nanoTime() - began) / 1e6;
      if (isOver()) {
        break;
      }
    }
    Arrays.sort(millis, 0, calls);
    return new LatencyCard.Point(size, calls, at(millis, calls, 0.5), at(millis, calls, 0.99));
  }

  private boolean isOver() {
    return System.nanoTime() - deadline >= 0;
  }

  private List<Map<String, @Nullable Object>> repeated(int size) {
    List<Map<String, @Nullable Object>> repeated = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      repeated.add(rows.get(i % rows.size()));
    }
    return repeated;
  }

  /** The nearest rank. */
  private static double at(double[] sorted, int count, double share) {
    return sorted[Math.max(0, (int) Math.ceil(share * count) - 1)];
  }
}
