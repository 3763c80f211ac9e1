package io.plimsoll.server.serving;

import io.plimsoll.inference.tensor.Patience;
import io.plimsoll.server.identity.Access;
import io.plimsoll.server.identity.Permission;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.config.PlimsollConfig;
import io.plimsoll.server.platform.http.ErrorCode;
import io.plimsoll.server.platform.http.ModelCalls;
import io.plimsoll.server.platform.http.ProblemException;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/**
 * Calls of a model with an API key: the hot path. Tensors may come and go as JSON, or binary behind
 * the JSON.
 */
@ModelCalls
@Path("/v2/models/{model}")
@Tag(name = "inference")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
public class InferenceResource {
  private final Access access;
  private final Endpoints endpoints;
  private final Predictor predictor;
  private final Dispatch dispatch;
  private final CallBodies bodies;
  private final PlimsollConfig.Serving limits;

  public InferenceResource(
      Access access,
      Endpoints endpoints,
      Predictor predictor,
      Dispatch dispatch,
      CallBodies bodies,
      PlimsollConfig config) {
    this.access = access;
    this.bodies = bodies;
    this.endpoints = endpoints;
    this.predictor = predictor;
    this.dispatch = dispatch;
    this.limits = config.serving();
  }

  @POST
  @Path("/infer")
  @RequestBody(
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = Wire.InferRequest.class)),
        @Content(mediaType = MediaType.APPLICATION_OCTET_STREAM)
      })
  @APIResponse(
      responseCode = "200",
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = Wire.InferResponse.class)),
        @Content(mediaType = MediaType.APPLICATION_OCTET_STREAM)
      })
  public Uni<RestResponse<byte[]>> infer(
      @PathParam("model") String model,
      @HeaderParam(TensorAnswer.JSON_LENGTH) @Nullable String jsonLength,
      @HeaderParam(Caller.ROUTE_KEY) @Nullable String routeKey,
      @HeaderParam(CallLimit.HEADER) @Nullable String timeoutMs,
      @HeaderParam(CallLimit.ENVOY) @Nullable String envoyTimeoutMs,
      @HeaderParam(HttpHeaders.CONTENT_ENCODING) @Nullable String encoding,
      byte[] sent,
      @Context SecurityContext security) {
    Tenant tenant = access.keyed(security, Permission.PREDICT, model);
    CallLimit limit = CallLimit.ofHeaders(timeoutMs, envoyTimeoutMs);
    return bodies.open(
        tenant,
        encoding,
        sent,
        body ->
            endpoints.production(
                tenant,
                model,
                new HttpCaller(routeKey, body),
                version -> infer(tenant, version, jsonLength, limit, body)));
  }

  @POST
  @Path("/versions/{version}/infer")
  @RequestBody(
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = Wire.InferRequest.class)),
        @Content(mediaType = MediaType.APPLICATION_OCTET_STREAM)
      })
  @APIResponse(
      responseCode = "200",
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = Wire.InferResponse.class)),
        @Content(mediaType = MediaType.APPLICATION_OCTET_STREAM)
      })
  public Uni<RestResponse<byte[]>> inferVersion(
      @PathParam("model") String model,
      @PathParam("version") String version,
      @HeaderParam(TensorAnswer.JSON_LENGTH) @Nullable String jsonLength,
      @HeaderParam(CallLimit.HEADER) @Nullable String timeoutMs,
      @HeaderParam(CallLimit.ENVOY) @Nullable String envoyTimeoutMs,
      @HeaderParam(HttpHeaders.CONTENT_ENCODING) @Nullable String encoding,
      byte[] sent,
      @Context SecurityContext security) {
    Tenant tenant = access.keyed(security, Permission.PREDICT, model);
    CallLimit limit = CallLimit.ofHeaders(timeoutMs, envoyTimeoutMs);
    return bodies.open(
        tenant,
        encoding,
        sent,
        body ->
            endpoints
                .version(tenant, model, version)
                .flatMap(loaded -> infer(tenant, loaded, jsonLength, limit, body)));
  }

  @POST
  @Path("/predict")
  @RequestBody(content = @Content(schema = @Schema(implementation = Wire.PredictRequest.class)))
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = Wire.PredictResponse.class)))
  public Uni<byte[]> predict(
      @PathParam("model") String model,
      @HeaderParam(Caller.ROUTE_KEY) @Nullable String routeKey,
      @HeaderParam(CallLimit.HEADER) @Nullable String timeoutMs,
      @HeaderParam(CallLimit.ENVOY) @Nullable String envoyTimeoutMs,
      @HeaderParam(HttpHeaders.CONTENT_ENCODING) @Nullable String encoding,
      byte[] sent,
      @Context SecurityContext security) {
    Tenant tenant = access.keyed(security, Permission.PREDICT, model);
    CallLimit limit = CallLimit.ofHeaders(timeoutMs, envoyTimeoutMs);
    return bodies.open(
        tenant,
        encoding,
        sent,
        body ->
            endpoints.production(
                tenant,
                model,
                new HttpCaller(routeKey, body),
                version -> predict(tenant, version, limit, body)));
  }

  @POST
  @Path("/versions/{version}/predict")
  @RequestBody(content = @Content(schema = @Schema(implementation = Wire.PredictRequest.class)))
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = Wire.PredictResponse.class)))
  public Uni<byte[]> predictVersion(
      @PathParam("model") String model,
      @PathParam("version") String version,
      @HeaderParam(CallLimit.HEADER) @Nullable String timeoutMs,
      @HeaderParam(CallLimit.ENVOY) @Nullable String envoyTimeoutMs,
      @HeaderParam(HttpHeaders.CONTENT_ENCODING) @Nullable String encoding,
      byte[] sent,
      @Context SecurityContext security) {
    Tenant tenant = access.keyed(security, Permission.PREDICT, model);
    CallLimit limit = CallLimit.ofHeaders(timeoutMs, envoyTimeoutMs);
    return bodies.open(
        tenant,
        encoding,
        sent,
        body ->
            endpoints
                .version(tenant, model, version)
                .flatMap(loaded -> predict(tenant, loaded, limit, body)));
  }

  private Uni<RestResponse<byte[]>> infer(
      Tenant tenant,
      LoadedVersion version,
      @Nullable String jsonLength,
      CallLimit limit,
      byte[] body) {
    int jsonBytes = jsonLength == null ? body.length : jsonBytes(jsonLength, body);
    return dispatch.run(
        version,
        body.length,
        hasLeft -> {
          TensorRequest request =
              TensorRequestReader.read(body, jsonBytes).requireRows(limits.maxRows());
          Patience patience = limit.and(request.timeoutMicros()).patience(hasLeft);
          Predictor.Output output = predictor.predict(tenant.project(), version, request, patience);
          return response(Answers.tensors(version, request, output));
        });
  }

  private Uni<byte[]> predict(Tenant tenant, LoadedVersion version, CallLimit limit, byte[] body) {
    return dispatch.run(
        version,
        body.length,
        hasLeft -> {
          NamedRows rows = NamedRows.read(body, limits.maxRows());
          Patience patience = limit.patience(hasLeft);
          return Answers.rows(
              version, predictor.predict(tenant.project(), version, rows, patience));
        });
  }

  private static RestResponse<byte[]> response(TensorAnswer answer) {
    if (answer.isJson()) {
      return RestResponse.ok(answer.bytes(), MediaType.APPLICATION_JSON_TYPE);
    }
    return RestResponse.ResponseBuilder.ok(answer.bytes(), MediaType.APPLICATION_OCTET_STREAM_TYPE)
        .header(TensorAnswer.JSON_LENGTH, answer.jsonBytes())
        .build();
  }

  private static int jsonBytes(String text, byte[] body) {
    try {
      int bytes = Integer.parseInt(text.strip());
      if (bytes > 0 && bytes <= body.length) {
        return bytes;
      }
    } catch (NumberFormatException notANumber) {
      // Falls through to the one message that names header, value and bounds.
    }
    throw new ProblemException(
        ErrorCode.INVALID_REQUEST,
        "%s: \"%s\" is not the number of bytes of JSON at the beginning of a body of %d."
            .formatted(TensorAnswer.JSON_LENGTH, text, body.length));
  }
}
