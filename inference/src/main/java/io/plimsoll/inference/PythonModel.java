package io.plimsoll.inference;

import io.plimsoll.inference.python.WorkerPool;
import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.inference.tensor.Rows;
import io.plimsoll.inference.tensor.Signature;
import io.plimsoll.inference.tensor.Tensor;
import io.plimsoll.inference.tensor.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * A model in sandboxed worker processes. A call blocks for as long as the model computes, so it
 * belongs on a virtual thread.
 */
public final class PythonModel implements Model {

  private final WorkerPool workers;
  private final Signature signature;
  private final Rows rows;
  private final Consumer<PythonModel> closed;

  PythonModel(WorkerPool workers, Signature signature, Rows rows, Consumer<PythonModel> closed) {
    this.workers = workers;
    this.signature = signature;
    this.rows = rows;
    this.closed = closed;
  }

  @Override
  public Signature signature() {
    return signature;
  }

  @Override
  public Rows rows() {
    return rows;
  }

  @Override
  public List<Tensor> predict(List<Tensor> inputs, BooleanSupplier isGone)
      throws InferenceException {
    List<Tensor> columns = signature.arrange(unfoldMatrix(inputs));
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
    return workers.infer(columns, count, isGone);
  }

  /** Clients of other servers send all features as one matrix, in the model's order. */
  private List<Tensor> unfoldMatrix(List<Tensor> inputs) {
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

  /** The workers behind it, for the server's metrics. */
  public WorkerPool workers() {
    return workers;
  }

  @Override
  public void close() {
    workers.close();
    closed.accept(this);
  }
}
