package io.plimsoll.inference.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.plimsoll.inference.tensor.DataType;
import io.plimsoll.inference.tensor.Tensor;
import io.plimsoll.inference.tensor.TensorSpec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Native memory for the inputs and outputs of one call with known shapes, made once and used again
 * and again: creating tensors costs more than a small model's arithmetic. Text has no fixed width,
 * so its tensors are made for each call. One thread at a time.
 */
final class SingleRowCall implements AutoCloseable {

  private final OnnxTensors tensors;
  private final List<Input> slots = new ArrayList<>();
  private final List<ByteBuffer> outputBuffers = new ArrayList<>();
  private final Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
  private final Map<String, OnnxTensor> outputs = new LinkedHashMap<>();
  private final List<TensorSpec> outputSpecs;
  private final List<long[]> outputShapes;

  private SingleRowCall(
      OnnxTensors tensors, List<TensorSpec> outputSpecs, List<long[]> outputShapes) {
    this.tensors = tensors;
    this.outputSpecs = outputSpecs;
    this.outputShapes = outputShapes;
  }

  /** The place of one input; text has no buffer. */
  private record Input(String name, long[] shape, Optional<ByteBuffer> buffer) {}

  /** Shapes are those of an earlier, ordinary call of the same kind. */
  static SingleRowCall like(
      OnnxTensors tensors,
      List<Tensor> inputs,
      List<TensorSpec> outputSpecs,
      List<long[]> outputShapes)
      throws OrtException {
    SingleRowCall call = new SingleRowCall(tensors, outputSpecs, outputShapes);
    boolean complete = false;
    try {
      for (Tensor input : inputs) {
        call.addInput(input);
      }
      for (int i = 0; i < outputSpecs.size(); i++) {
        TensorSpec spec = outputSpecs.get(i);
        ByteBuffer buffer = OnnxBuffers.allocate(spec.type(), elements(outputShapes.get(i)));
        call.outputBuffers.add(buffer);
        call.outputs.put(spec.name(), tensors.over(buffer, spec.type(), outputShapes.get(i)));
      }
      complete = true;
      return call;
    } finally {
      if (!complete) {
        call.close();
      }
    }
  }

  private void addInput(Tensor input) throws OrtException {
    if (input.type() == DataType.BYTES) {
      slots.add(new Input(input.name(), input.shape(), Optional.empty()));
      return;
    }
    ByteBuffer buffer = OnnxBuffers.allocate(input.type(), input.size());
    slots.add(new Input(input.name(), input.shape(), Optional.of(buffer)));
    inputs.put(input.name(), tensors.over(buffer, input.type(), input.shape()));
  }

  boolean fits(List<Tensor> arranged) {
    for (int i = 0; i < arranged.size(); i++) {
      if (!Arrays.equals(arranged.get(i).shape(), slots.get(i).shape())) {
        return false;
      }
    }
    return true;
  }

  List<Tensor> run(OrtSession session, List<Tensor> arranged) throws OrtException {
    try {
      for (int i = 0; i < arranged.size(); i++) {
        Input slot = slots.get(i);
        if (slot.buffer().isPresent()) {
          OnnxBuffers.fill(slot.buffer().get(), arranged.get(i));
        } else {
          inputs.put(slot.name(), tensors.of(arranged.get(i)));
        }
      }
      session.run(inputs, outputs).close();
    } finally {
      closeTexts();
    }
    List<Tensor> answers = new ArrayList<>(outputSpecs.size());
    for (int i = 0; i < outputSpecs.size(); i++) {
      TensorSpec spec = outputSpecs.get(i);
      long[] shape = outputShapes.get(i);
      Object array = OnnxBuffers.copy(outputBuffers.get(i), spec.type(), elements(shape));
      answers.add(Tensor.of(spec.name(), spec.type(), shape, array));
    }
    return answers;
  }

  private void closeTexts() {
    for (Input slot : slots) {
      OnnxTensor text = slot.buffer().isPresent() ? null : inputs.remove(slot.name());
      if (text != null) {
        text.close();
      }
    }
  }

  private static int elements(long[] shape) {
    long elements = 1;
    for (long dimension : shape) {
      elements *= dimension;
    }
    return Math.toIntExact(elements);
  }

  @Override
  public void close() {
    inputs.values().forEach(OnnxTensor::close);
    outputs.values().forEach(OnnxTensor::close);
  }
}
