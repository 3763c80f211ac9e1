package io.plimsoll.server.drift.monitored;

import io.plimsoll.server.drift.DriftModelStore;
import io.plimsoll.server.drift.window.Stretch;
import io.plimsoll.server.identity.Access;
import io.plimsoll.server.identity.Permission;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.http.ProblemException;
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
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** How far a model's traffic has moved from its baseline, now and over time. */
@Path("/api/v1/organisations/{organisation}/projects/{project}/models/{model}/drift")
@Tag(name = "drift")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class DriftResource {
  private static final Duration DAY = Duration.ofDays(1);

  private final Access access;
  private final DriftReports reports;
  private final MonitoredStore monitored;
  private final DriftModelStore models;
  private final InstantSource clock;

  public DriftResource(
      Access access,
      DriftReports reports,
      MonitoredStore monitored,
      DriftModelStore models,
      InstantSource clock) {
    this.access = access;
    this.models = models;
    this.reports = reports;
    this.monitored = monitored;
    this.clock = clock;
  }

  @GET
  @Compressed
  public DriftReport report(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("model") String model,
      @QueryParam("from") @Nullable String from,
      @QueryParam("to") @Nullable String to,
      @QueryParam("version") @Nullable String version,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    Instant now = clock.instant();
    Optional<Stretch> asked =
        from == null && to == null
            ? Optional.empty()
            : Optional.of(Stretch.parse("from", from, "to", to, DAY, now));
    return reports
        .find(tenant, model, version, asked, now)
        .orElseThrow(() -> ProblemException.notFound("The model " + model));
  }

  @GET
  @Path("/history")
  @Compressed
  public DriftHistory history(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("model") String model,
      @QueryParam("from") @Nullable String from,
      @QueryParam("to") @Nullable String to,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    models.require(tenant, model);
    Stretch range = Stretch.parse("from", from, "to", to, DAY, clock.instant());
    return new DriftHistory(
        monitored.history(tenant, model, range), monitored.rule(tenant).threshold());
  }

  /** What the monitor measured of each column, and the line that it measured against. */
  public record DriftHistory(List<MonitoredStore.ColumnHistory> features, double threshold) {
    public DriftHistory {
      features = List.copyOf(features);
    }
  }
}
