package io.plimsoll.server.registry;

import java.util.List;

/** The tensors that a version takes and answers, in the Open Inference Protocol's words. */
public record VersionSignature(List<Spec> inputs, List<Spec> outputs) {
  public VersionSignature {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /** One tensor; -1 in a shape stands for any size. */
  public record Spec(String name, String datatype, List<Long> shape) {
    public Spec {
      shape = List.copyOf(shape);
    }
  }
}
