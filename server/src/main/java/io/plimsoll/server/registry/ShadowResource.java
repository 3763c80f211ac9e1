package io.plimsoll.server.registry;

import io.plimsoll.server.identity.Access;
import io.plimsoll.server.identity.Permission;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.http.ProblemException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Which version shadows the production of a model. */
@Path("/api/v1/organisations/{organisation}/projects/{project}/models/{model}/shadow")
@Tag(name = "traffic")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class ShadowResource {
  private final Access access;
  private final ShadowStore shadows;

  public ShadowResource(Access access, ShadowStore shadows) {
    this.access = access;
    this.shadows = shadows;
  }

  @GET
  public ShadowState shadow(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("model") String model,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    return new ShadowState(shadows.find(tenant, ModelName.require(model)).orElse(null));
  }

  @PUT
  public ShadowState setShadow(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("model") String model,
      ShadowRequest request,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.OPERATE);
    Integer version = request.version();
    if (version == null) {
      throw ProblemException.invalid("version", "is missing; send the number of a version.");
    }
    int perMille = Objects.requireNonNullElse(request.perMille(), Share.WHOLE);
    String by = Access.principal(security).getName();
    return new ShadowState(shadows.set(tenant, ModelName.require(model), version, perMille, by));
  }

  @DELETE
  public ShadowState endShadow(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("model") String model,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.OPERATE);
    shadows.end(tenant, ModelName.require(model));
    return new ShadowState(null);
  }

  /** The shadow of a model; null if it has none. */
  public record ShadowState(@Nullable Shadow shadow) {}

  /** Which version is to shadow, and how many of the calls; all of them if that is left out. */
  @Schema(requiredProperties = "version")
  public record ShadowRequest(@Nullable Integer version, @Nullable Integer perMille) {}
}
