package io.plimsoll.server.serving;

import io.plimsoll.server.identity.Access;
import io.plimsoll.server.identity.Permission;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.config.PlimsollConfig;
import io.plimsoll.server.platform.http.ErrorCode;
import io.plimsoll.server.platform.http.ProblemException;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Calls of a model with an API key: the hot path. */
@Path("/v2/models/{model}")
@Tag(name = "inference")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
public class InferenceResource {
  private final Access access;
  private final Endpoints endpoints;
  private final Predictor predictor;
  private final Dispatch dispatch;
  private final PlimsollConfig.Serving limits;

  public InferenceResource(
      Access access,
      Endpoints endpoints,
      Predictor predictor,
      Dispatch dispatch,
      PlimsollConfig config) {
    this.access = access;
    this.endpoints = endpoints;
    this.predictor = predictor;
    this.dispatch = dispatch;
    this.limits = config.serving();
  }

  @POST
  @Path("/infer")
  @RequestBody(content = @Content(schema = @Schema(implementation = Wire.InferRequest.class)))
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = Wire.InferResponse.class)))
  public Uni<byte[]> infer(
      @PathParam("model") String model, byte[] body, @Context SecurityContext security) {
    Tenant tenant = access.keyed(security, Permission.PREDICT);
    return infer(tenant, endpoints.production(tenant, model), body);
  }

  @POST
  @Path("/versions/{version}/infer")
  @RequestBody(content = @Content(schema = @Schema(implementation = Wire.InferRequest.class)))
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = Wire.InferResponse.class)))
  public Uni<byte[]> inferVersion(
      @PathParam("model") String model,
      @PathParam("version") String version,
      byte[] body,
      @Context SecurityContext security) {
    Tenant tenant = access.keyed(security, Permission.PREDICT);
    return endpoints.version(tenant, model, version).flatMap(loaded -> infer(tenant, loaded, body));
  }

  @POST
  @Path("/predict")
  @RequestBody(content = @Content(schema = @Schema(implementation = Wire.PredictRequest.class)))
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = Wire.PredictResponse.class)))
  public Uni<byte[]> predict(
      @PathParam("model") String model, byte[] body, @Context SecurityContext security) {
    Tenant tenant = access.keyed(security, Permission.PREDICT);
    return predict(tenant, endpoints.production(tenant, model), body);
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
      byte[] body,
      @Context SecurityContext security) {
    Tenant tenant = access.keyed(security, Permission.PREDICT);
    return endpoints
        .version(tenant, model, version)
        .flatMap(loaded -> predict(tenant, loaded, body));
  }

  private Uni<byte[]> infer(Tenant tenant, LoadedVersion version, byte[] body) {
    requireSize(body);
    return dispatch.run(
        version,
        body.length,
        () -> {
          TensorRequest request = TensorRequest.read(body);
          return Answers.tensors(
              version, request, predictor.predict(tenant.project(), version, request));
        });
  }

  private Uni<byte[]> predict(Tenant tenant, LoadedVersion version, byte[] body) {
    requireSize(body);
    return dispatch.run(
        version,
        body.length,
        () -> {
          NamedRows rows = NamedRows.read(body, limits.maxRows());
          return Answers.rows(version, predictor.predict(tenant.project(), version, rows));
        });
  }

  private void requireSize(byte[] body) {
    if (body.length > limits.maxBodyBytes()) {
      throw new ProblemException(
          ErrorCode.TOO_LARGE,
          "The body has %d bytes; at most %d are taken. Send fewer rows in a call."
              .formatted(body.length, limits.maxBodyBytes()));
    }
  }
}
