package io.plimsoll.inference;

import io.plimsoll.inference.python.WorkerPool;
import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.inference.tensor.Patience;
import io.plimsoll.inference.tensor.Rows;
import io.plimsoll.inference.tensor.Signature;
import io.plimsoll.inference.tensor.Tensor;
import java.util.List;
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
  public List<Tensor> predict(List<Tensor> inputs, Patience patience) throws InferenceException {
    List<Tensor> columns = CalledColumns.of(signature, inputs);
    return workers.infer(columns, columns.getFirst().rows(), patience);
  }

  @Override
  public boolean answersAtOnce() {
    return false;
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
