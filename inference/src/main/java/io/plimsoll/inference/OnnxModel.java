package io.plimsoll.inference;

import io.plimsoll.inference.onnx.OnnxSession;
import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.inference.tensor.Patience;
import io.plimsoll.inference.tensor.Rows;
import io.plimsoll.inference.tensor.Signature;
import io.plimsoll.inference.tensor.Tensor;
import java.util.List;

/**
 * A model inside this JVM. A call takes microseconds and never blocks on another, but for one that
 * finds it closed.
 */
public final class OnnxModel implements Model {

  private final Resident<OnnxSession> session;
  private final Signature signature;
  private final Rows rows;

  OnnxModel(Resident<OnnxSession> session, Signature signature, Rows rows) {
    this.session = session;
    this.signature = signature;
    this.rows = rows;
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
    return session.use(patience, open -> open.run(inputs));
  }

  @Override
  public boolean answersAtOnce() {
    return session.isOpen();
  }

  @Override
  public void close() {
    session.close();
  }
}
