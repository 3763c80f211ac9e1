package io.plimsoll.inference;

import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.inference.tensor.Signature;
import io.plimsoll.inference.tensor.Tensor;
import io.plimsoll.inference.tensor.TensorSpec;
import java.util.ArrayList;
import java.util.List;

/** Brings what a caller of a Python model sent into its columns, whichever engine answers. */
final class CalledColumns {

  private CalledColumns() {}

  /** One column for each input of the signature, in its order and all of one length. */
  static List<Tensor> of(Signature signature, List<Tensor> inputs) throws InferenceException {
    List<Tensor> columns = signature.arrange(unfoldMatrix(signature, inputs));
    requireEqualRows(columns);
    return columns;
  }

  static void requireEqualRows(List<Tensor> columns) throws InferenceException {
    int count = columns.getFirst().rows();
    for (Tensor column : columns) {
      if (column.rows() != count) {
        throw InferenceException.invalid(
            "the inputs differ in their number of rows: `"
                + columns.getFirst().name()
                + "` has "
                + count
                + ", `"
                + column.name()
                + "` has "
                + column.rows());
      }
    }
  }

  /** Clients of other servers send all features as one matrix, in the model's order. */
  private static List<Tensor> unfoldMatrix(Signature signature, List<Tensor> inputs) {
    List<TensorSpec> specs = signature.inputs();
    boolean isMatrix =
        inputs.size() == 1
            && inputs.getFirst().rank() == 2
            && inputs.getFirst().shape()[1] == specs.size()
            && inputs.getFirst().type().isFloatingPoint()
            && (specs.size() > 1 || signature.input(inputs.getFirst().name()).isEmpty())
            && specs.stream().allMatch(spec -> spec.type().isFloatingPoint());
    if (!isMatrix) {
      return inputs;
    }
    Tensor matrix = inputs.getFirst();
    List<Tensor> columns = new ArrayList<>(specs.size());
    for (int j = 0; j < specs.size(); j++) {
      double[] column = new double[matrix.rows()];
      for (int i = 0; i < column.length; i++) {
        column[i] = matrix.number(i * specs.size() + j);
      }
      columns.add(Tensor.of(specs.get(j).name(), column, column.length));
    }
    return columns;
  }
}
