package io.plimsoll.server.registry;

import io.plimsoll.server.identity.Access;
import io.plimsoll.server.identity.Permission;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.http.Addresses;
import io.plimsoll.server.platform.http.Page;
import io.plimsoll.server.platform.http.ProblemException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The previews of a model's branches: list, remove. */
@Path("/api/v1/organisations/{organisation}/projects/{project}/models/{model}/previews")
@Tag(name = "models")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class PreviewResource {
  private final Access access;
  private final PreviewStore previews;
  private final Addresses addresses;

  public PreviewResource(Access access, PreviewStore previews, Addresses addresses) {
    this.access = access;
    this.previews = previews;
    this.addresses = addresses;
  }

  @GET
  public Page<Preview> list(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("model") String model,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    ModelName name = ModelName.require(model);
    return Page.whole(
        previews.list(tenant, name).stream().map(found -> shown(name, found)).toList());
  }

  @DELETE
  @Path("/{name}")
  @APIResponse(responseCode = "204")
  public Response remove(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("model") String model,
      @PathParam("name") String name,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.OPERATE);
    boolean isRemoved =
        PreviewName.parse(name)
            .filter(preview -> previews.remove(tenant, ModelName.require(model), preview))
            .isPresent();
    if (!isRemoved) {
      throw ProblemException.notFound("The preview " + name);
    }
    return Response.noContent().build();
  }

  private Preview shown(ModelName model, PreviewStore.Found found) {
    return new Preview(
        found.name(),
        found.branch(),
        found.version(),
        addresses.endpoint(model.text()) + "/versions/" + found.name(),
        found.movedAt(),
        found.movedBy());
  }

  /** A preview with the address at which it answers. */
  public record Preview(
      PreviewName name,
      String branch,
      int version,
      String endpoint,
      Instant movedAt,
      String movedBy) {}
}
