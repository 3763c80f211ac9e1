package io.plimsoll.server.serving;

import io.plimsoll.protocol.InferParameter;
import io.plimsoll.protocol.ModelInferRequest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A call over gRPC. */
record GrpcCall(Optional<String> routeKey, ModelInferRequest request) implements Caller {
  @Override
  public Optional<String> entity(@Nullable String field) {
    return field == null
        ? Optional.ofNullable(request.getParametersMap().get(EntityScanner.ENTITY))
            .map(GrpcCall::text)
        : GrpcTensors.firstValue(request, field);
  }

  @Override
  public int size() {
    return request.getSerializedSize();
  }

  private static @Nullable String text(InferParameter parameter) {
    return switch (parameter.getParameterChoiceCase()) {
      case STRING_PARAM -> parameter.getStringParam();
      case INT64_PARAM -> Long.toString(parameter.getInt64Param());
      case UINT64_PARAM -> Long.toUnsignedString(parameter.getUint64Param());
      case DOUBLE_PARAM -> Double.toString(parameter.getDoubleParam());
      case BOOL_PARAM -> Boolean.toString(parameter.getBoolParam());
      case PARAMETERCHOICE_NOT_SET -> null;
    };
  }
}
