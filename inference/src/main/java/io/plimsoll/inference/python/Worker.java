package io.plimsoll.inference.python;

import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.inference.tensor.Tensor;
import java.util.List;

/** Who computes: a {@link WorkerProcess}, or a fake of it in tests. One call at a time. */
public interface Worker {

  /** Asks about columns of equal length; throws if there is no reply because the worker is lost. */
  WorkerReply ask(List<Tensor> columns, int rows) throws InferenceException;

  boolean isAlive();
}
