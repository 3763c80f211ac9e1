package io.plimsoll.server.serving;

import io.plimsoll.inference.tensor.Patience;
import io.plimsoll.server.identity.Access;
import io.plimsoll.server.identity.Permission;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.config.PlimsollConfig;
import io.plimsoll.server.platform.http.ModelCalls;
import io.smallrye.common.annotation.RunOnVirtualThread;
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

/** The same call for a person who is signed in: what the console of the dashboard sends. */
@ModelCalls
@Path("/api/v1/organisations/{organisation}/projects/{project}/models/{model}/predict")
@Tag(name = "models")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class ConsoleResource {
  private final Access access;
  private final Endpoints endpoints;
  private final Predictor predictor;
  private final Dispatch dispatch;
  private final PlimsollConfig.Serving limits;

  public ConsoleResource(
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
  @RequestBody(content = @Content(schema = @Schema(implementation = Wire.PredictRequest.class)))
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = Wire.PredictResponse.class)))
  public byte[] predict(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("model") String model,
      byte[] body,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.PREDICT);
    LoadedVersion version = endpoints.production(tenant, model);
    return dispatch
        .run(
            version,
            body.length,
            hasLeft -> {
              NamedRows rows = NamedRows.read(body, limits.maxRows());
              Patience patience = Patience.until(hasLeft);
              return Answers.rows(
                  version, predictor.predict(tenant.project(), version, rows, patience));
            })
        .await()
        .indefinitely();
  }
}
