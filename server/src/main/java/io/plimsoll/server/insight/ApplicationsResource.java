package io.plimsoll.server.insight;

import io.plimsoll.server.identity.Access;
import io.plimsoll.server.identity.Permission;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.http.Page;
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
import java.time.InstantSource;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What applications tell of themselves: their pipelines' stages, measures and errors. */
@Path("/api/v1/organisations/{organisation}/projects/{project}")
@Tag(name = "applications")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class ApplicationsResource {
  private static final int SPARKLINE_POINTS = 60;

  private final Access access;
  private final StageStore stages;
  private final MetricStore metrics;
  private final FailureStore failures;
  private final InstantSource clock;

  public ApplicationsResource(
      Access access,
      StageStore stages,
      MetricStore metrics,
      FailureStore failures,
      InstantSource clock) {
    this.access = access;
    this.stages = stages;
    this.metrics = metrics;
    this.failures = failures;
    this.clock = clock;
  }

  @GET
  @Path("/pipelines")
  @Compressed
  public Page<StageStore.Pipeline> pipelines(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @QueryParam("window") @Nullable String window,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    TimeRange range = TimeRange.last(TimeRange.window(window), clock.instant());
    return Page.whole(stages.pipelines(tenant, range));
  }

  @GET
  @Path("/metrics")
  @Compressed
  public Page<MetricStore.Metric> metrics(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @QueryParam("window") @Nullable String window,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    TimeRange range = TimeRange.last(TimeRange.window(window), clock.instant());
    return Page.whole(metrics.metrics(tenant, range, Step.fitting(range, SPARKLINE_POINTS)));
  }

  @GET
  @Path("/metrics/{seriesId}/points")
  @Compressed
  public MetricPoints points(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("seriesId") long seriesId,
      @QueryParam("from") @Nullable String from,
      @QueryParam("to") @Nullable String to,
      @QueryParam("step") @Nullable String step,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    TimeRange asked = TimeRange.parse(from, to, Duration.ofHours(1), clock.instant());
    Step width = Step.choose(step, asked);
    TimeRange range = width.widen(asked);
    List<MetricStore.Point> points =
        metrics
            .points(tenant, seriesId, range, width)
            .orElseThrow(() -> ProblemException.notFound("The series " + seriesId));
    return new MetricPoints(width.name(), points);
  }

  @GET
  @Path("/errors")
  @Compressed
  public Page<FailureStore.ReportedError> errors(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @QueryParam("limit") @Nullable Integer limit,
      @QueryParam("cursor") @Nullable String cursor,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    int size = Page.limit(limit);
    return Page.cut(
        failures.errors(tenant, Cursor.parse(cursor), size + 1),
        size,
        error -> error.cursor().text());
  }

  /** The buckets of a series that have values; a gap is a bucket that is not there. */
  public record MetricPoints(String step, List<MetricStore.Point> points) {
    public MetricPoints {
      points = List.copyOf(points);
    }
  }
}
