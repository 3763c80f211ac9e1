package io.plimsoll.inference.python;

import io.plimsoll.inference.tensor.Tensor;
import java.util.List;

/**
 * The outputs of one call.
 *
 * @param outputs one column each
 * @param ms milliseconds spent in the model's own code
 */
public record WorkerAnswer(List<Tensor> outputs, double ms) {

  public WorkerAnswer {
    outputs = List.copyOf(outputs);
  }
}
