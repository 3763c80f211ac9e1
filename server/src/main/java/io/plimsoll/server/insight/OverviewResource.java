package io.plimsoll.server.insight;

import io.plimsoll.server.identity.Access;
import io.plimsoll.server.identity.Permission;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.http.Addresses;
import io.quarkus.vertx.http.Compressed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** A project at a glance. */
@Path("/api/v1/organisations/{organisation}/projects/{project}/overview")
@Tag(name = "overview")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class OverviewResource {
  private final Access access;
  private final ModelSummaries summaries;
  private final CatalogueStore catalogue;
  private final Addresses addresses;
  private final InstantSource clock;

  public OverviewResource(
      Access access,
      ModelSummaries summaries,
      CatalogueStore catalogue,
      Addresses addresses,
      InstantSource clock) {
    this.access = access;
    this.summaries = summaries;
    this.catalogue = catalogue;
    this.addresses = addresses;
    this.clock = clock;
  }

  @GET
  @Compressed
  public Overview overview(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @QueryParam("window") @Nullable String window,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    Duration length = TimeRange.window(window);
    Instant now = clock.instant();
    List<ModelSummary> models = summaries.all(tenant, length, now);
    CatalogueStore.Totals counted = catalogue.totals(tenant, now.minus(length));
    return new Overview(
        length.toString(),
        now,
        models,
        Totals.of(models, counted),
        Mark.worst(
            models.stream().collect(Collectors.toMap(ModelSummary::name, ModelSummary::mark))),
        new FirstSteps(
            addresses.git(organisation, project),
            counted.hasModel(),
            models.stream().anyMatch(model -> model.lastPredictionAt() != null),
            counted.hasFeedback()));
  }

  /**
   * Everything on the first page.
   *
   * @param mark the worst mark of the project's models
   */
  public record Overview(
      String window,
      Instant generatedAt,
      List<ModelSummary> models,
      Totals totals,
      Mark mark,
      FirstSteps firstSteps) {
    public Overview {
      models = List.copyOf(models);
    }
  }

  /** Sums over the project; requests, errors and dead letters are those of the window. */
  @Schema(name = "OverviewTotals")
  public record Totals(
      long requests,
      long errors,
      double errorRate,
      long firingAlerts,
      long deadLetters,
      long runningJobs) {
    static Totals of(List<ModelSummary> models, CatalogueStore.Totals counted) {
      TrafficStore.Counts sum =
          models.stream()
              .map(ModelSummary::traffic)
              .map(load -> new TrafficStore.Counts(load.requests(), load.errors(), 0))
              .reduce(TrafficStore.Counts.NONE, TrafficStore.Counts::plus);
      return new Totals(
          sum.requests(),
          sum.errors(),
          sum.errorRate(),
          counted.firingAlerts(),
          counted.deadLetters(),
          counted.runningJobs());
    }
  }

  /** What a new project has reached, and the address that its first push goes to. */
  public record FirstSteps(
      String gitUrl, boolean hasModel, boolean hasTraffic, boolean hasFeedback) {}
}
