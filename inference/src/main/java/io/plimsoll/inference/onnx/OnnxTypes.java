package io.plimsoll.inference.onnx;

import ai.onnxruntime.MapInfo;
import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.SequenceInfo;
import ai.onnxruntime.TensorInfo;
import io.plimsoll.inference.tensor.DataType;
import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.inference.tensor.InferenceException.Kind;
import io.plimsoll.inference.tensor.TensorSpec;
import java.util.Arrays;
import java.util.List;

/** Translates ONNX Runtime's descriptions of types. */
final class OnnxTypes {

  private OnnxTypes() {}

  static TensorSpec spec(NodeInfo node) throws InferenceException {
    return switch (node.getInfo()) {
      case TensorInfo tensor ->
          new TensorSpec(node.getName(), dataType(node.getName(), tensor), shape(tensor));
      case SequenceInfo sequence when sequence.isSequenceOfMaps() ->
          // ZipMap: for each row a map from class to probability; it becomes a matrix.
          new TensorSpec(node.getName(), DataType.FP32, List.of(-1L, -1L));
      case MapInfo map -> throw unsupported(node.getName(), map.toString());
      default -> throw unsupported(node.getName(), node.getInfo().toString());
    };
  }

  private static List<Long> shape(TensorInfo tensor) {
    return Arrays.stream(tensor.getShape()).map(size -> Math.max(size, -1)).boxed().toList();
  }

  private static DataType dataType(String name, TensorInfo tensor) throws InferenceException {
    return switch (tensor.onnxType) {
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT -> DataType.FP32;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE -> DataType.FP64;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT16 -> DataType.FP16;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT8 -> DataType.INT8;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT16 -> DataType.INT16;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32 -> DataType.INT32;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64 -> DataType.INT64;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT8 -> DataType.UINT8;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_BOOL -> DataType.BOOL;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING -> DataType.BYTES;
      default -> throw unsupported(name, String.valueOf(tensor.onnxType));
    };
  }

  static OnnxJavaType javaType(DataType type) {
    return switch (type) {
      case BOOL -> OnnxJavaType.BOOL;
      case UINT8 -> OnnxJavaType.UINT8;
      case INT8 -> OnnxJavaType.INT8;
      case INT16 -> OnnxJavaType.INT16;
      case INT32 -> OnnxJavaType.INT32;
      case INT64 -> OnnxJavaType.INT64;
      case FP16 -> OnnxJavaType.FLOAT16;
      case FP32 -> OnnxJavaType.FLOAT;
      case FP64 -> OnnxJavaType.DOUBLE;
      case BYTES -> OnnxJavaType.STRING;
      case UINT16, UINT32, UINT64 ->
          throw new IllegalStateException("no signature of an ONNX model has " + type);
    };
  }

  private static InferenceException unsupported(String name, String type) {
    return new InferenceException(
        Kind.FAILED, "`" + name + "` has the type " + type + ", which cannot be served");
  }
}
