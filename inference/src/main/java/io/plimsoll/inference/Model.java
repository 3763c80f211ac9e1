package io.plimsoll.inference;

import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.inference.tensor.Patience;
import io.plimsoll.inference.tensor.Rows;
import io.plimsoll.inference.tensor.Signature;
import io.plimsoll.inference.tensor.Tensor;
import java.util.List;

/** A model that answers calls until it is closed. Safe for any number of threads. */
public sealed interface Model extends AutoCloseable
    permits OnnxModel, PmmlModel, CompiledModel, PythonModel {

  Signature signature();

  /** Converts rows of named features for this model. */
  Rows rows();

  /** Answers with one tensor for each output, in the signature's order; inputs in any order. */
  default List<Tensor> predict(List<Tensor> inputs) throws InferenceException {
    return predict(inputs, Patience.ENDLESS);
  }

  /**
   * As {@link #predict(List)}, for a caller who may go away. If nobody waits any more when the
   * model would begin, the call ends as {@link InferenceException.Kind#CANCELLED}.
   */
  List<Tensor> predict(List<Tensor> inputs, Patience patience) throws InferenceException;

  /**
   * Whether a call now would compute on the caller's own thread, and wait for nothing. Asked right
   * before a call.
   */
  boolean answersAtOnce();

  /** Frees it; calls that are still running end first or fail. */
  @Override
  void close();
}
