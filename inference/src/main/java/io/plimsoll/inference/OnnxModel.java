package io.plimsoll.inference;

import io.plimsoll.inference.onnx.OnnxSession;
import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.inference.tensor.Patience;
import io.plimsoll.inference.tensor.Rows;
import io.plimsoll.inference.tensor.Signature;
import io.plimsoll.inference.tensor.Tensor;
import io.plimsoll.inference.tensor.TensorSpec;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;

/**
 * A model inside this JVM. A call never blocks on another, but for one that finds it closed, and
 * mostly takes microseconds.
 */
public final class OnnxModel implements Model {

  private final Resident<OnnxSession> session;
  private final Signature signature;
  private final Rows rows;
  private final Limit limit;
  private final boolean hasColumns;

  /**
   * How long a call may take.
   *
   * @param isQuick whether calls are over before anybody could mind, and so go without
   */
  record Limit(boolean isQuick, Duration duration, ScheduledExecutorService clock) {}

  OnnxModel(Resident<OnnxSession> session, Signature signature, Rows rows, Limit limit) {
    this.session = session;
    this.signature = signature;
    this.rows = rows;
    this.limit = limit;
    this.hasColumns =
        signature.inputs().size() > 1
            && signature.inputs().stream().allMatch(TensorSpec::hasOneColumn);
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
    if (patience.isOver()) {
      throw patience.end();
    }
    if (hasColumns) {
      // The runtime would say so in words of its own, or spread a single row over all others.
      CalledColumns.requireEqualRows(inputs);
    }
    return limit.isQuick
        ? session.use(patience, open -> open.run(inputs))
        : session.use(patience, open -> open.run(inputs, limit.duration, limit.clock));
  }

  @Override
  public boolean answersAtOnce() {
    return session.isOpen() && limit.isQuick;
  }

  @Override
  public void close() {
    session.close();
  }
}
