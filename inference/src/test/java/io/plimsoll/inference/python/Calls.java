package io.plimsoll.inference.python;

import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.inference.tensor.Patience;
import io.plimsoll.inference.tensor.Tensor;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Calls with one column of numbers, and what became of them. */
final class Calls {

  static final Duration PATIENCE = Duration.ofSeconds(30);

  private Calls() {}

  static PendingCall of(double... values) {
    return named("x", values);
  }

  static PendingCall named(String name, double... values) {
    return new PendingCall(
        List.of(Tensor.of(name, values, values.length)),
        values.length,
        0,
        PATIENCE,
        Patience.ENDLESS);
  }

  /** A call whose caller does not wait any more. */
  static PendingCall abandoned(double value) {
    return new PendingCall(
        List.of(Tensor.of("x", new double[] {value}, 1)),
        1,
        0,
        PATIENCE,
        Patience.until(() -> true));
  }

  /** Its answer's only column; empty while it has none. */
  static Optional<double[]> answer(PendingCall call)
      throws InferenceException, InterruptedException {
    return call.await(0).map(outputs -> outputs.getFirst().doubles());
  }
}
