package io.plimsoll.server.canary;

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

/** Starts, shows and aborts canaries. */
@Path("/api/v1/organisations/{organisation}/projects/{project}/models/{model}/canaries")
@Tag(name = "traffic")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class CanaryResource {
  private final Access access;
  private final ModelStore models;
  private final CanaryStore canaries;

  public CanaryResource(Access access, ModelStore models, CanaryStore canaries) {
    this.access = access;
    this.models = models;
    this.canaries = canaries;
  }

  /** The newest first; at most one of them is running. */
  @GET
  public Page<Canary> canaries(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("model") String model,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    ModelName name = models.require(tenant, model);
    return Page.whole(canaries.list(tenant, name, Page.DEFAULT_LIMIT));
  }

  @POST
  public Canary startCanary(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("model") String model,
      CanaryRequest request,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.OPERATE);
    Integer candidate = request.candidate();
    if (candidate == null) {
      throw ProblemException.invalid("candidate", "is missing; send the number of a version.");
    }
    Sticky sticky = Objects.requireNonNullElse(request.sticky(), Sticky.NONE);
    String by = Access.principal(security).getName();
    return canaries.start(tenant, ModelName.require(model), candidate, request.plan(), sticky, by);
  }

  @POST
  @Path("/abort")
  public Canary abortCanary(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("model") String model,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.OPERATE);
    String by = Access.principal(security).getName();
    return canaries.abort(tenant, ModelName.require(model), by);
  }

  /** What a canary is to be; what is left out is as the guide says. */
  @Schema(requiredProperties = "candidate")
  public record CanaryRequest(
      @Nullable Integer candidate,
      @Nullable List<Integer> steps,
      @Nullable Sticky sticky,
      @Nullable Double confidence,
      @Nullable Double errorTolerance,
      @Nullable Double latencyTolerance,
      @Nullable Integer minimumRows,
      @Nullable Integer stepSeconds,
      @Nullable Integer limitSeconds,
      @Nullable Double disagreementLimit,
      @Nullable Double disagreementDistance,
      @Nullable Integer mirrorPerMille) {

    CanaryPlan plan() {
      if (steps != null && steps.stream().anyMatch(Objects::isNull)) {
        throw ProblemException.invalid("steps", "holds null; send whole numbers, as [50, 500].");
      }
      return new CanaryPlan(
          Objects.requireNonNullElse(steps, CanaryPlan.STEPS),
          Objects.requireNonNullElse(confidence, CanaryPlan.CONFIDENCE),
          Objects.requireNonNullElse(errorTolerance, CanaryPlan.ERROR_TOLERANCE),
          Objects.requireNonNullElse(latencyTolerance, CanaryPlan.LATENCY_TOLERANCE),
          Objects.requireNonNullElse(minimumRows, CanaryPlan.MINIMUM_ROWS),
          Objects.requireNonNullElse(stepSeconds, CanaryPlan.STEP_SECONDS),
          Objects.requireNonNullElse(limitSeconds, CanaryPlan.LIMIT_SECONDS),
          disagreementLimit,
          Objects.requireNonNullElse(disagreementDistance, 0.0),
          Objects.requireNonNullElse(mirrorPerMille, CanaryPlan.MIRROR_PER_MILLE));
    }
  }
}
