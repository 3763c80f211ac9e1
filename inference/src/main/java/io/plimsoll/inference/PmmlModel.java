package io.plimsoll.inference;

import io.plimsoll.inference.pmml.PmmlEvaluator;
import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.inference.tensor.InferenceException.Kind;
import io.plimsoll.inference.tensor.Patience;
import io.plimsoll.inference.tensor.Rows;
import io.plimsoll.inference.tensor.Signature;
import io.plimsoll.inference.tensor.Tensor;
import java.time.Duration;
import java.util.List;

/**
 * A PMML document inside this JVM. A call computes on the caller's own thread, for no longer than
 * its limit.
 */
public final class PmmlModel implements Model {

  private final Resident<PmmlEvaluator> document;
  private final Signature signature;
  private final Rows rows;
  private final Duration limit;
  private volatile boolean isQuick;

  PmmlModel(Resident<PmmlEvaluator> document, Signature signature, Rows rows, Duration limit) {
    this.document = document;
    this.signature = signature;
    this.rows = rows;
    this.limit = limit;
  }

  /** Ends a call that nobody waits for any more, or that takes longer than a limit from now. */
  static PmmlEvaluator.Watch watch(Patience patience, Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    return () -> {
      if (patience.isOver()) {
        throw patience.end();
      }
      if (System.nanoTime() - end > 0) {
        throw new InferenceException(
            Kind.TIMEOUT, "the prediction took longer than " + limit.toMillis() + " ms");
      }
    };
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
    return document.use(
        patience,
        open -> {
          isQuick = open.isQuick();
          return open.predict(columns, watch(patience, limit));
        });
  }

  /** A document whose rows take long is better answered on a thread that may wait. */
  @Override
  public boolean answersAtOnce() {
    return isQuick && document.isOpen();
  }

  @Override
  public void close() {
    document.close();
  }
}
