package io.plimsoll.server.platform.http;

import com.google.rpc.Code;
import com.google.rpc.Status;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Failures below {@code /api/otlp}, as the OpenTelemetry protocol has them: a {@code
 * google.rpc.Status} in the encoding of the request.
 */
final class RpcStatus {
  private static final String PROTOBUF = "application/x-protobuf";

  private RpcStatus() {}

  static Response answer(
      Response.ResponseBuilder response,
      @Nullable String requestType,
      int httpStatus,
      String message) {
    int code = code(httpStatus).getNumber();
    if (requestType != null && requestType.startsWith(PROTOBUF)) {
      Status status = Status.newBuilder().setCode(code).setMessage(message).build();
      return response.type(PROTOBUF).entity(status.toByteArray()).build();
    }
    return response
        .type("application/json")
        .entity(Map.of("code", code, "message", message))
        .build();
  }

  private static Code code(int httpStatus) {
    return switch (httpStatus) {
      case 401 -> Code.UNAUTHENTICATED;
      case 403 -> Code.PERMISSION_DENIED;
      case 404 -> Code.NOT_FOUND;
      case 413, 429 -> Code.RESOURCE_EXHAUSTED;
      case 503 -> Code.UNAVAILABLE;
      default -> httpStatus < 500 ? Code.INVALID_ARGUMENT : Code.INTERNAL;
    };
  }
}
