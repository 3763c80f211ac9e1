package io.plimsoll.inference;

import io.plimsoll.inference.onnx.OnnxSession;
import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.inference.tensor.Rows;
import io.plimsoll.inference.tensor.Signature;
import io.plimsoll.inference.tensor.Tensor;
import java.util.List;
import java.util.function.BooleanSupplier;

/** A model inside this JVM. A call takes microseconds and never blocks on another. */
public final class OnnxModel implements Model {

  private final OnnxSession session;
  private final Signature signature;
  private final Rows rows;

  OnnxModel(OnnxSession session, Signature signature, Rows rows) {
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
  public List<Tensor> predict(List<Tensor> inputs, BooleanSupplier isGone)
      throws InferenceException {
    if (isGone.getAsBoolean()) {
      throw InferenceException.cancelled();
    }
    return session.run(inputs);
  }

  @Override
  public void close() {
    session.close();
  }
}
