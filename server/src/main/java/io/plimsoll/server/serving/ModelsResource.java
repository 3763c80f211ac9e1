package io.plimsoll.server.serving;

import io.plimsoll.server.identity.Access;
import io.plimsoll.server.identity.Permission;
import io.plimsoll.server.identity.Tenant;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Health, metadata and the list of models. Health is open; models need a key. */
@Path("/v2")
@Tag(name = "inference")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class ModelsResource {
  private final Access access;
  private final Router router;

  public ModelsResource(Access access, Router router) {
    this.access = access;
    this.router = router;
  }

  @GET
  public Wire.Server server() {
    return Wire.Server.over("binary_tensor_data");
  }

  @GET
  @Path("/health/live")
  public Wire.Live live() {
    return new Wire.Live(true);
  }

  @GET
  @Path("/health/ready")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = Wire.Ready.class)))
  public Response ready() {
    boolean isReady = router.isComplete();
    return Response.status(isReady ? 200 : 503).entity(new Wire.Ready(true, isReady)).build();
  }

  @GET
  @Path("/models")
  public Wire.Models models(@Context SecurityContext security) {
    Tenant tenant = access.keyed(security, Permission.PREDICT);
    return new Wire.Models(
        router.productionOf(tenant.project()).stream()
            .map(version -> version.version().model())
            .filter(model -> Access.reaches(Access.principal(security), model))
            .sorted()
            .toList());
  }
}
