package io.plimsoll.server.registry;

import io.plimsoll.server.identity.Access;
import io.plimsoll.server.identity.Permission;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.http.Page;
import io.plimsoll.server.platform.http.ProblemException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The versions of a model, and where its environments point. */
@Path("/api/v1/organisations/{organisation}/projects/{project}/models/{model}")
@Tag(name = "models")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class RegistryResource {
  private final Access access;
  private final ModelStore models;
  private final AliasStore aliases;

  public RegistryResource(Access access, ModelStore models, AliasStore aliases) {
    this.access = access;
    this.models = models;
    this.aliases = aliases;
  }

  @GET
  @Path("/versions")
  public Page<Version> versions(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("model") String model,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    ModelName name = models.require(tenant, model);
    return Page.whole(models.versions(tenant, name, Page.MAX_LIMIT));
  }

  @PUT
  @Path("/aliases/{environment}")
  public AliasMove moveEnvironment(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("model") String model,
      @PathParam("environment") String environment,
      AliasRequest request,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.OPERATE);
    Environment to =
        Environment.find(environment)
            .orElseThrow(() -> ProblemException.notFound("The environment " + environment));
    Environment from = request.from();
    Integer version = request.version();
    String by = Access.principal(security).getName();
    ModelName name = ModelName.require(model);
    if (from != null) {
      requireOther(from, to);
      return aliases.promote(tenant, name, from, to, version, by);
    }
    if (version == null) {
      throw ProblemException.invalid(
          "version", "is missing; send the number of a version, or from which environment.");
    }
    return aliases.promote(tenant, name, to, version, by);
  }

  private static void requireOther(Environment from, Environment to) {
    if (from == to) {
      throw ProblemException.invalid(
          "from", "%s cannot be promoted to itself; name another environment.".formatted(from));
    }
  }

  /**
   * Where an environment is to point: at a version, or at the very one that another environment
   * points at. With both, the move is made only if that is the version.
   */
  public record AliasRequest(@Nullable Integer version, @Nullable Environment from) {}
}
