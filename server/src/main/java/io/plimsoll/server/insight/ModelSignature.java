package io.plimsoll.server.insight;

import java.util.List;

/** The tensors that a model takes and gives. */
public record ModelSignature(List<TensorShape> inputs, List<TensorShape> outputs) {
  public ModelSignature {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /** One tensor; −1 in {@code shape} stands for any length. */
  public record TensorShape(String name, String datatype, List<Long> shape) {
    public TensorShape {
      shape = List.copyOf(shape);
    }
  }
}
