package io.plimsoll.inference;

import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.inference.tensor.Rows;
import io.plimsoll.inference.tensor.Signature;
import io.plimsoll.inference.tensor.Tensor;
import java.util.List;

/** A model that answers calls until it is closed. Safe for any number of threads. */
public sealed interface Model extends AutoCloseable permits OnnxModel, CompiledModel, PythonModel {

  Signature signature();

  /** Converts rows of named features for this model. */
  Rows rows();

  /** Answers with one tensor for each output, in the signature's order; inputs in any order. */
  List<Tensor> predict(List<Tensor> inputs) throws InferenceException;

  /** Frees it; calls that are still running end first or fail. */
  @Override
  void close();
}
