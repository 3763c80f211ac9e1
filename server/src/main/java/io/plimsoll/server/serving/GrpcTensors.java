package io.plimsoll.server.serving;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.plimsoll.inference.tensor.DataType;
import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.inference.tensor.Tensor;
import io.plimsoll.inference.tensor.TensorBytes;
import io.plimsoll.protocol.InferParameter;
import io.plimsoll.protocol.ModelInferRequest;
import io.plimsoll.protocol.ModelInferRequest.InferInputTensor;
import io.plimsoll.protocol.ModelInferRequest.InferRequestedOutputTensor;
import io.plimsoll.protocol.ModelInferResponse;
import io.plimsoll.protocol.ModelInferResponse.InferOutputTensor;
import io.plimsoll.server.platform.http.ErrorCode;
import io.plimsoll.server.platform.http.ProblemException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Inference requests and answers of the Open Inference Protocol v2 in its gRPC form. The values of
 * a message are raw for all of its tensors or for none; an answer is as its request was, unless the
 * request says otherwise.
 */
final class GrpcTensors {
  private static final String RAW_OUTPUT = "binary_data_output";

  private GrpcTensors() {}

  /**
   * Reads a request.
   *
   * @throws ProblemException if it does not fit; the message names what
   */
  static TensorRequest read(ModelInferRequest request) {
    boolean isRaw = request.getRawInputContentsCount() > 0;
    if (request.getInputsCount() == 0) {
      throw invalid("inputs is empty.");
    }
    if (isRaw && request.getRawInputContentsCount() != request.getInputsCount()) {
      throw invalid(
          "There are %d raw_input_contents for %d inputs; send one for each, or none."
              .formatted(request.getRawInputContentsCount(), request.getInputsCount()));
    }
    List<Tensor> inputs = new ArrayList<>(request.getInputsCount());
    try {
      for (int i = 0; i < request.getInputsCount(); i++) {
        InferInputTensor input = request.getInputs(i);
        inputs.add(isRaw ? raw(i, input, request.getRawInputContents(i)) : typed(i, input));
      }
    } catch (InferenceException | IllegalArgumentException unfit) {
      throw invalid(String.valueOf(unfit.getMessage()));
    }
    boolean prefersRaw = prefersRaw(request).orElse(isRaw);
    Optional<String> id = Optional.of(request.getId()).filter(text -> !text.isEmpty());
    return new TensorRequest(
        id, inputs, wanted(request, prefersRaw), prefersRaw, timeoutMicros(request));
  }

  private static long timeoutMicros(ModelInferRequest request) {
    InferParameter given = request.getParametersMap().get(TensorRequest.TIMEOUT);
    if (given == null) {
      return 0;
    }
    return switch (given.getParameterChoiceCase()) {
      case INT64_PARAM -> Math.max(0, given.getInt64Param());
      case UINT64_PARAM -> Math.max(0, given.getUint64Param());
      default -> 0;
    };
  }

  /**
   * The first value of the input of that name, as text; what is wrong with it is said by whoever
   * reads the request as a whole.
   */
  static Optional<String> firstValue(ModelInferRequest request, String name) {
    for (int i = 0; i < request.getInputsCount(); i++) {
      InferInputTensor input = request.getInputs(i);
      if (input.getName().equals(name)) {
        try {
          Tensor tensor =
              i < request.getRawInputContentsCount()
                  ? raw(i, input, request.getRawInputContents(i))
                  : typed(i, input);
          return tensor.size() == 0
              ? Optional.empty()
              : Optional.ofNullable(tensor.value(0)).map(String::valueOf);
        } catch (InferenceException | IllegalArgumentException | ProblemException unfit) {
          return Optional.empty();
        }
      }
    }
    return Optional.empty();
  }

  static ModelInferResponse answer(
      LoadedVersion version, TensorRequest request, Predictor.Output output) {
    List<Tensor> shown = request.select(output.tensors());
    // Half-precision numbers have no list of their own and travel raw only.
    boolean isRaw =
        request.prefersBinary() || shown.stream().anyMatch(each -> each.type() == DataType.FP16);
    ModelInferResponse.Builder answer =
        ModelInferResponse.newBuilder()
            .setModelName(version.version().model())
            .setModelVersion(version.label())
            .setId(output.answerId(request.id()));
    output
        .listedIds()
        .ifPresent(
            ids ->
                answer.putParameters(
                    Answers.PREDICTION_IDS,
                    InferParameter.newBuilder().setStringParam(ids).build()));
    for (Tensor tensor : shown) {
      InferOutputTensor.Builder described = answer.addOutputsBuilder();
      described.setName(tensor.name()).setDatatype(tensor.type().name());
      for (long dimension : tensor.shape()) {
        described.addShape(dimension);
      }
      if (isRaw) {
        // The array was made for this answer and nobody changes it.
        answer.addRawOutputContents(UnsafeByteOperations.unsafeWrap(TensorBytes.encode(tensor)));
      } else {
        described.setContents(GrpcContents.of(tensor));
      }
    }
    return answer.build();
  }

  private static Tensor raw(int index, InferInputTensor input, ByteString contents)
      throws InferenceException {
    if (input.hasContents()) {
      throw invalid(
          "inputs[%d]: has both contents and raw_input_contents; send one.".formatted(index));
    }
    ByteBuffer bytes = contents.asReadOnlyByteBuffer();
    long[] shape = shape(input);
    DataType type = type(index, input);
    Tensor tensor = TensorBytes.decode(input.getName(), type, shape, bytes);
    if (bytes.hasRemaining()) {
      throw invalid(
          "raw_input_contents[%d]: %s of shape %s take %d bytes, not %d."
              .formatted(index, type, Arrays.toString(shape), bytes.position(), contents.size()));
    }
    return tensor;
  }

  private static Tensor typed(int index, InferInputTensor input) throws InferenceException {
    return GrpcContents.read(
        input.getName(), type(index, input), shape(input), input.getContents());
  }

  private static DataType type(int index, InferInputTensor input) {
    try {
      return DataType.parse(input.getDatatype());
    } catch (IllegalArgumentException unknown) {
      throw invalid("inputs[%d].datatype: %s".formatted(index, unknown.getMessage()));
    }
  }

  private static long[] shape(InferInputTensor input) {
    long[] shape = new long[input.getShapeCount()];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = input.getShape(i);
    }
    return shape;
  }

  private static Optional<Boolean> prefersRaw(ModelInferRequest request) {
    return Optional.ofNullable(request.getParametersMap().get(RAW_OUTPUT))
        .filter(InferParameter::hasBoolParam)
        .map(InferParameter::getBoolParam);
  }

  private static Map<String, Boolean> wanted(ModelInferRequest request, boolean isRaw) {
    if (request.getOutputsCount() == 0) {
      return Map.of();
    }
    Map<String, Boolean> wanted = HashMap.newHashMap(request.getOutputsCount());
    for (InferRequestedOutputTensor output : request.getOutputsList()) {
      wanted.put(output.getName(), isRaw);
    }
    return wanted;
  }

  private static ProblemException invalid(String message) {
    return new ProblemException(ErrorCode.INVALID_REQUEST, message);
  }
}
