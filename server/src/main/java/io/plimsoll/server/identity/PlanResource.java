package io.plimsoll.server.identity;

import io.plimsoll.server.platform.config.Plans;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The plan that the operator has put a project on. */
@Path("/api/v1/organisations/{organisation}/projects/{project}/plan")
@Tag(name = "keys")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class PlanResource {
  private final Access access;
  private final PlanMeters meters;
  private final KeyUseStore use;
  private final InstantSource clock;

  public PlanResource(Access access, PlanMeters meters, KeyUseStore use, InstantSource clock) {
    this.access = access;
    this.meters = meters;
    this.use = use;
    this.clock = clock;
  }

  @GET
  public ProjectPlan plan(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    Plans.Plan plan = meters.plan(tenant);
    long today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).toEpochDay();
    return new ProjectPlan(
        plan.name(),
        plan.requestsPerSecond(),
        plan.burst(),
        plan.requestsPerDay(),
        plan.maxBodyBytes(),
        use.used(tenant, today));
  }

  /**
   * What all keys of a project may use together; 0 is without a limit.
   *
   * @param usedToday as of a few seconds ago
   */
  public record ProjectPlan(
      String name,
      int requestsPerSecond,
      int burst,
      long requestsPerDay,
      int maxBodyBytes,
      long usedToday) {}
}
