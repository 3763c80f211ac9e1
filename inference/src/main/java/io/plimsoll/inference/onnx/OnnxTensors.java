package io.plimsoll.inference.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import io.plimsoll.inference.tensor.DataType;
import io.plimsoll.inference.tensor.Tensor;
import java.nio.ByteBuffer;

/** Makes ONNX Runtime's tensors out of ours; whoever asks for one closes it. */
final class OnnxTensors {

  private OnnxTensors() {}

  /** A tensor with a copy of the values. */
  static OnnxTensor of(OrtEnvironment environment, Tensor tensor) throws OrtException {
    if (tensor.type() == DataType.BYTES) {
      return text(environment, tensor);
    }
    ByteBuffer buffer = OnnxBuffers.allocate(tensor.type(), tensor.size());
    OnnxBuffers.fill(buffer, tensor);
    buffer.limit(tensor.size() * tensor.type().elementBytes());
    return over(environment, buffer, tensor.type(), tensor.shape());
  }

  /** A tensor whose values are whatever is in the buffer when it is used. */
  static OnnxTensor over(OrtEnvironment environment, ByteBuffer buffer, DataType type, long[] shape)
      throws OrtException {
    return OnnxTensor.createTensor(environment, buffer, shape, OnnxTypes.javaType(type));
  }

  private static OnnxTensor text(OrtEnvironment environment, Tensor tensor) throws OrtException {
    String[] texts = new String[tensor.size()];
    for (int i = 0; i < texts.length; i++) {
      // ONNX has no missing text; the empty one is what its own tools use in its place.
      String text = tensor.strings()[i];
      texts[i] = text == null ? "" : text;
    }
    return OnnxTensor.createTensor(environment, texts, tensor.shape());
  }
}
