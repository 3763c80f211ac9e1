package io.plimsoll.inference.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import io.plimsoll.inference.tensor.DataType;
import io.plimsoll.inference.tensor.Tensor;
import java.nio.ByteBuffer;

/** Makes ONNX Runtime's tensors out of ours; whoever asks for one closes it. Thread-safe. */
final class OnnxTensors {

  private final OrtEnvironment environment;
  private final OnnxTexts texts;

  OnnxTensors(OrtEnvironment environment, OnnxTexts texts) {
    this.environment = environment;
    this.texts = texts;
  }

  /** A tensor with a copy of the values. */
  OnnxTensor of(Tensor tensor) throws OrtException {
    if (tensor.type() == DataType.BYTES) {
      return texts.tensor(environment, tensor.strings(), tensor.shape());
    }
    ByteBuffer buffer = OnnxBuffers.allocate(tensor.type(), tensor.size());
    OnnxBuffers.fill(buffer, tensor);
    buffer.limit(tensor.size() * tensor.type().elementBytes());
    return over(buffer, tensor.type(), tensor.shape());
  }

  /** A tensor whose values are whatever is in the buffer when it is used. */
  OnnxTensor over(ByteBuffer buffer, DataType type, long[] shape) throws OrtException {
    return OnnxTensor.createTensor(environment, buffer, shape, OnnxTypes.javaType(type));
  }

  /** The texts of a tensor, row by row. */
  String[] texts(OnnxTensor tensor) throws OrtException {
    return texts.read(tensor);
  }
}
