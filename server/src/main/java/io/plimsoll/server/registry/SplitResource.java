package io.plimsoll.server.registry;

import io.plimsoll.server.identity.Access;
import io.plimsoll.server.identity.Permission;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.http.Page;
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
import java.util.List;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** How the calls to a model's production are divided over its versions. */
@Path("/api/v1/organisations/{organisation}/projects/{project}/models/{model}/split")
@Tag(name = "traffic")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class SplitResource {
  private final Access access;
  private final SplitStore splits;

  public SplitResource(Access access, SplitStore splits) {
    this.access = access;
    this.splits = splits;
  }

  @GET
  public Split split(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("model") String model,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    return splits.find(tenant, ModelName.require(model));
  }

  @PUT
  public Split setSplit(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("model") String model,
      SplitRequest request,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.OPERATE);
    ModelName name = ModelName.require(model);
    List<Share> shares = request.shares();
    if (shares == null || shares.stream().anyMatch(Objects::isNull)) {
      throw ProblemException.invalid(
          "shares", "is missing; send [{\"version\": 2, \"perMille\": 950}, ...].");
    }
    Sticky sticky = request.sticky() == null ? Sticky.NONE : request.sticky();
    String by = Access.principal(security).getName();
    return splits.set(tenant, name, shares, sticky, by, "The weights were set.");
  }

  @DELETE
  public Split endSplit(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("model") String model,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.OPERATE);
    String by = Access.principal(security).getName();
    return splits.end(tenant, ModelName.require(model), by, "The split was ended.");
  }

  @GET
  @Path("/history")
  public Page<SplitChange> splitHistory(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("model") String model,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    return Page.whole(splits.history(tenant, ModelName.require(model), Page.MAX_LIMIT));
  }

  /** How calls are to be divided; without {@code sticky} every call is drawn by itself. */
  @Schema(requiredProperties = "shares")
  public record SplitRequest(@Nullable List<Share> shares, @Nullable Sticky sticky) {}
}
