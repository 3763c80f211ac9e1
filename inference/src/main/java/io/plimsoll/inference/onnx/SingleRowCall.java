package io.plimsoll.inference.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.plimsoll.inference.tensor.Tensor;
import io.plimsoll.inference.tensor.TensorSpec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Native memory for the inputs and outputs of one call with known shapes, made once and used again
 * and again: creating tensors costs more than a small model's arithmetic. One thread at a time.
 */
final class SingleRowCall implements AutoCloseable {

  private final List<long[]> inputShapes = new ArrayList<>();
  private final List<ByteBuffer> inputBuffers = new ArrayList<>();
  private final List<ByteBuffer> outputBuffers = new ArrayList<>();
  private final Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
  private final Map<String, OnnxTensor> outputs = new LinkedHashMap<>();
  private final List<TensorSpec> outputSpecs;
  private final List<long[]> outputShapes;

  private SingleRowCall(List<TensorSpec> outputSpecs, List<long[]> outputShapes) {
    this.outputSpecs = outputSpecs;
    this.outputShapes = outputShapes;
  }

  /** Shapes are those of an earlier, ordinary call of the same kind. */
  static SingleRowCall like(
      OrtEnvironment environment,
      List<Tensor> inputs,
      List<TensorSpec> outputSpecs,
      List<long[]> outputShapes)
      throws OrtException {
    SingleRowCall call = new SingleRowCall(outputSpecs, outputShapes);
    boolean complete = false;
    try {
      for (Tensor input : inputs) {
        ByteBuffer buffer = OnnxBuffers.allocate(input.type(), input.size());
        call.inputShapes.add(input.shape());
        call.inputBuffers.add(buffer);
        call.inputs.put(
            input.name(),
            OnnxTensor.createTensor(
                environment, buffer, input.shape(), OnnxTypes.javaType(input.type())));
      }
      for (int i = 0; i < outputSpecs.size(); i++) {
        TensorSpec spec = outputSpecs.get(i);
        ByteBuffer buffer = OnnxBuffers.allocate(spec.type(), elements(outputShapes.get(i)));
        call.outputBuffers.add(buffer);
        call.outputs.put(
            spec.name(),
            OnnxTensor.createTensor(
                environment, buffer, outputShapes.get(i), OnnxTypes.javaType(spec.type())));
      }
      complete = true;
      return call;
    } finally {
      if (!complete) {
        call.close();
      }
    }
  }

  boolean fits(List<Tensor> arranged) {
    for (int i = 0; i < arranged.size(); i++) {
      if (!Arrays.equals(arranged.get(i).shape(), inputShapes.get(i))) {
        return false;
      }
    }
    return true;
  }

  List<Tensor> run(OrtSession session, List<Tensor> arranged) throws OrtException {
    for (int i = 0; i < arranged.size(); i++) {
      OnnxBuffers.fill(inputBuffers.get(i), arranged.get(i));
    }
    session.run(inputs, outputs).close();
    List<Tensor> answers = new ArrayList<>(outputSpecs.size());
    for (int i = 0; i < outputSpecs.size(); i++) {
      TensorSpec spec = outputSpecs.get(i);
      long[] shape = outputShapes.get(i);
      Object array = OnnxBuffers.copy(outputBuffers.get(i), spec.type(), elements(shape));
      answers.add(Tensor.of(spec.name(), spec.type(), shape, array));
    }
    return answers;
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
