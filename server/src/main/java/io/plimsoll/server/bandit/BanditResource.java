package io.plimsoll.server.bandit;

import io.plimsoll.server.identity.Access;
import io.plimsoll.server.identity.Permission;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.http.Page;
import io.plimsoll.server.platform.http.ProblemException;
import io.plimsoll.server.registry.ModelName;
import io.plimsoll.server.registry.ModelStore;
import io.plimsoll.server.registry.Sticky;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
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

/** Starts, shows and ends bandits. */
@Path("/api/v1/organisations/{organisation}/projects/{project}/models/{model}/bandits")
@Tag(name = "traffic")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class BanditResource {
  private static final int SHOWN = 10;

  private final Access access;
  private final ModelStore models;
  private final BanditStore bandits;

  public BanditResource(Access access, ModelStore models, BanditStore bandits) {
    this.access = access;
    this.models = models;
    this.bandits = bandits;
  }

  /** The newest first; at most one of them is running. */
  @GET
  public Page<Bandit> bandits(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("model") String model,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    ModelName name = models.require(tenant, model);
    return Page.whole(bandits.list(tenant, name, SHOWN));
  }

  @POST
  public Bandit startBandit(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("model") String model,
      BanditRequest request,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.OPERATE);
    BanditPlan plan = request.plan();
    Sticky sticky = Objects.requireNonNullElse(request.sticky(), Sticky.NONE);
    String by = Access.principal(security).getName();
    return bandits.start(tenant, ModelName.require(model), plan, sticky, by);
  }

  /** Gives all calls to the version in production. */
  @POST
  @Path("/stop")
  public Bandit stopBandit(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("model") String model,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.OPERATE);
    String by = Access.principal(security).getName();
    return bandits.stop(tenant, ModelName.require(model), by);
  }

  /** Points production at the winner, or at the version that is named. */
  @POST
  @Path("/promote")
  public Bandit promoteOfBandit(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("model") String model,
      WinnerRequest request,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.OPERATE);
    Integer version = request.version();
    String by = Access.principal(security).getName();
    return bandits.promote(tenant, ModelName.require(model), version, by);
  }

  /** Which version is to be promoted; null or left out: the one that is most probably the best. */
  public record WinnerRequest(@Nullable Integer version) {}

  /** What a bandit is to be; what is left out is as the guide says. */
  @Schema(requiredProperties = {"versions", "reward"})
  public record BanditRequest(
      @Nullable List<Integer> versions,
      BanditPlan.@Nullable Reward reward,
      @Nullable String field,
      BanditPlan.@Nullable Goal goal,
      @Nullable Integer floor,
      @Nullable Integer intervalSeconds,
      @Nullable Sticky sticky) {

    BanditPlan plan() {
      if (versions == null || versions.stream().anyMatch(Objects::isNull)) {
        throw ProblemException.invalid("versions", "is missing; send whole numbers, as [2, 3].");
      }
      if (reward == null) {
        throw ProblemException.invalid("reward", "is missing; send match, binary or number.");
      }
      return new BanditPlan(
          versions,
          reward,
          Objects.requireNonNullElse(field, BanditPlan.FIELD),
          Objects.requireNonNullElse(goal, BanditPlan.Goal.MAXIMISE),
          Objects.requireNonNullElse(floor, BanditPlan.FLOOR),
          Objects.requireNonNullElse(intervalSeconds, BanditPlan.INTERVAL_SECONDS));
    }
  }
}
