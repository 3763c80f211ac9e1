package io.plimsoll.inference;

import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.inference.tensor.Rows;
import io.plimsoll.inference.tensor.Signature;
import io.plimsoll.inference.tensor.Tensor;
import java.util.List;
import java.util.function.BooleanSupplier;

/** A model that answers calls until it is closed. Safe for any number of threads. */
public sealed interface Model extends AutoCloseable permits OnnxModel, CompiledModel, PythonModel {

  Signature signature();

  /** Converts rows of named features for this model. */
  Rows rows();

  /** Answers with one tensor for each output, in the signature's order; inputs in any order. */
  default List<Tensor> predict(List<Tensor> inputs) throws InferenceException {
    return predict(inputs, () -> false);
  }

  /**
   * As {@link #predict(List)}, for a caller who may go away.
   *
   * @param isGone asked before the model begins: then the call ends as {@link
   *     InferenceException.Kind#CANCELLED}. It must not block.
   */
  List<Tensor> predict(List<Tensor> inputs, BooleanSupplier isGone) throws InferenceException;

  /** Frees it; calls that are still running end first or fail. */
  @Override
  void close();
}
