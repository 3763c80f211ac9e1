package io.plimsoll.inference.tensor;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The inputs and outputs of a model, in their order. Names are unique on each side. */
public record Signature(List<TensorSpec> inputs, List<TensorSpec> outputs) {

  public Signature {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    requireUniqueNames(inputs);
    requireUniqueNames(outputs);
  }

  public Optional<TensorSpec> input(String name) {
    return inputs.stream().filter(spec -> spec.name().equals(name)).findFirst();
  }

  public Optional<TensorSpec> output(String name) {
    return outputs.stream().filter(spec -> spec.name().equals(name)).findFirst();
  }

  /**
   * The inputs in the model's order, each of the right type and shape. FP32 and FP64 are taken for
   * each other, and [N] for [N, 1]; whatever else differs is refused by name.
   */
  public List<Tensor> arrange(List<Tensor> sent) throws InferenceException {
    return InputArrangement.arrange(this, sent);
  }

  private static void requireUniqueNames(List<TensorSpec> specs) {
    Set<String> names = new HashSet<>();
    for (TensorSpec spec : specs) {
      if (!names.add(spec.name())) {
        throw new IllegalArgumentException("the name \"" + spec.name() + "\" is used twice");
      }
    }
  }
}
