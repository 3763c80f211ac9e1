package io.plimsoll.inference.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Brings what a caller sent into the order, element types and shapes that a signature asks for. */
final class InputArrangement {

  private InputArrangement() {}

  static List<Tensor> arrange(Signature signature, List<Tensor> sent) throws InferenceException {
    List<Tensor> ordered = isInOrder(signature, sent) ? sent : inOrder(signature, sent);
    List<Tensor> arranged = new ArrayList<>(ordered.size());
    for (int i = 0; i < ordered.size(); i++) {
      arranged.add(fit(signature.inputs().get(i), ordered.get(i)));
    }
    return arranged;
  }

  /** Most clients send the inputs as the model's description lists them. */
  private static boolean isInOrder(Signature signature, List<Tensor> sent) {
    if (sent.size() != signature.inputs().size()) {
      return false;
    }
    for (int i = 0; i < sent.size(); i++) {
      if (!sent.get(i).name().equals(signature.inputs().get(i).name())) {
        return false;
      }
    }
    return true;
  }

  private static List<Tensor> inOrder(Signature signature, List<Tensor> sent)
      throws InferenceException {
    Map<String, Tensor> byName = HashMap.newHashMap(sent.size());
    for (Tensor tensor : sent) {
      if (signature.input(tensor.name()).isEmpty()) {
        throw InferenceException.invalid(
            "unknown input `" + tensor.name() + "`; the model takes " + names(signature));
      }
      if (byName.put(tensor.name(), tensor) != null) {
        throw InferenceException.invalid("the input `" + tensor.name() + "` is sent twice");
      }
    }
    List<Tensor> ordered = new ArrayList<>(signature.inputs().size());
    for (TensorSpec spec : signature.inputs()) {
      Tensor tensor = byName.get(spec.name());
      if (tensor == null) {
        throw InferenceException.invalid(
            "missing input `" + spec.name() + "`; the model takes " + names(signature));
      }
      ordered.add(tensor);
    }
    return ordered;
  }

  private static Tensor fit(TensorSpec spec, Tensor tensor) throws InferenceException {
    Tensor typed = retype(spec, tensor);
    if (typed.hasShape(spec)) {
      return typed;
    }
    boolean column = spec.hasOneColumn() && typed.rank() <= 2 && typed.size() == typed.rows();
    if (column) {
      // [N] and [N, 1] hold the same values; clients differ in which they write.
      long[] wanted =
          spec.shape().size() == 1 ? new long[] {typed.size()} : new long[] {typed.size(), 1};
      if (spec.accepts(wanted)) {
        return Tensor.of(typed.name(), typed.type(), wanted, typed.array());
      }
    }
    throw InferenceException.invalid(
        "`"
            + spec.name()
            + "` expects the shape "
            + spec.shape()
            + " (-1 is any size), got "
            + Arrays.toString(typed.shape()));
  }

  /** Either width of floating point is taken for the other; everything else has to be exact. */
  private static Tensor retype(TensorSpec spec, Tensor tensor) throws InferenceException {
    if (tensor.type() == spec.type()) {
      return tensor;
    }
    if (spec.type() == DataType.FP32 && tensor.type() == DataType.FP64) {
      float[] narrow = new float[tensor.size()];
      for (int i = 0; i < narrow.length; i++) {
        narrow[i] = (float) tensor.doubles()[i];
      }
      return Tensor.of(tensor.name(), DataType.FP32, tensor.shape(), narrow);
    }
    if (spec.type() == DataType.FP64 && tensor.type() == DataType.FP32) {
      double[] wide = new double[tensor.size()];
      for (int i = 0; i < wide.length; i++) {
        wide[i] = tensor.floats()[i];
      }
      return Tensor.of(tensor.name(), DataType.FP64, tensor.shape(), wide);
    }
    throw InferenceException.invalid(
        "`" + spec.name() + "` expects the datatype " + spec.type() + ", got " + tensor.type());
  }

  private static List<String> names(Signature signature) {
    return signature.inputs().stream()
        .map(spec -> spec.name() + " (" + spec.type() + " " + spec.shape() + ")")
        .toList();
  }
}
