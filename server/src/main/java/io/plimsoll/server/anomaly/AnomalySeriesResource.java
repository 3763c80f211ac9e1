package io.plimsoll.server.anomaly;

import io.plimsoll.server.identity.Access;
import io.plimsoll.server.identity.Permission;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.http.ErrorCode;
import io.plimsoll.server.platform.http.Page;
import io.plimsoll.server.platform.http.ProblemException;
import io.quarkus.vertx.http.Compressed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerResponse;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Which series are watched, with what settings, and what those would have found. */
@Path("/api/v1/organisations/{organisation}/projects/{project}")
@Tag(name = "anomalies")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class AnomalySeriesResource {
  private static final Duration FORTNIGHT = Duration.ofDays(14);

  private final Access access;
  private final WatchedSeriesStore watched;
  private final Backtests backtests;
  private final InstantSource clock;

  public AnomalySeriesResource(
      Access access, WatchedSeriesStore watched, Backtests backtests, InstantSource clock) {
    this.access = access;
    this.watched = watched;
    this.backtests = backtests;
    this.clock = clock;
  }

  @GET
  @Path("/anomaly-series")
  @Compressed
  public Page<WatchedSeries> watchedSeries(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @QueryParam("measure") @Nullable String measure,
      @QueryParam("subject") @Nullable String subject,
      @QueryParam("part") @Nullable String part,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    Measure wanted = measure == null ? null : Measure.parse(measure);
    return Page.whole(
        watched.list(
            tenant,
            wanted,
            SeriesName.wanted("subject", subject),
            SeriesName.wanted("part", part)));
  }

  /** Whether there is anything to be told yet: how many series are judged, and how many warm up. */
  @GET
  @Path("/anomaly-watch")
  public WatchSummary watchSummary(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    return WatchSummary.of(watched.list(tenant, null, null, null));
  }

  /** Watches a series, or gives one that is watched these settings. */
  @POST
  @Path("/anomaly-series")
  public WatchedSeries watchSeries(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      WatchRequest request,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.OPERATE);
    SeriesName series = known(tenant, request.name());
    return watched
        .watch(
            tenant,
            series,
            request.settings(series),
            Access.principal(security).getName(),
            clock.instant())
        .orElseThrow(
            () ->
                new ProblemException(
                    ErrorCode.CONFLICT,
                    "The project watches %d series, and no more are; stop watching one."
                        .formatted(WatchedSeriesStore.MOST)));
  }

  @PUT
  @Path("/anomaly-series/{id}")
  public WatchedSeries changeSeries(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("id") UUID id,
      WatchSettings settings,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.OPERATE);
    WatchedSeries series = watched.find(tenant, id).orElseThrow(() -> notFound(id));
    return watched
        .change(
            tenant,
            id,
            settings.filled(series.series().measure()),
            Access.principal(security).getName(),
            clock.instant())
        .orElseThrow(() -> notFound(id));
  }

  /** Stops watching; a series that is watched by default goes back to its usual settings. */
  @DELETE
  @Path("/anomaly-series/{id}")
  public void resetSeries(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("id") UUID id,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.OPERATE);
    if (!watched.reset(tenant, id, Access.principal(security).getName(), clock.instant())) {
      throw notFound(id);
    }
  }

  /** What settings would have found; changes nothing. Leaving ends the work. */
  @POST
  @Path("/anomaly-backtests")
  @Compressed
  public Backtests.Backtest backtest(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      BacktestRequest request,
      @Context HttpServerResponse response,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.OPERATE);
    Interval window = Interval.parse(request.from(), request.to(), FORTNIGHT, clock.instant());
    SeriesName series = known(tenant, request.watch().name());
    return backtests.run(
        tenant, series, request.watch().settings(series), window, response::closed);
  }

  private SeriesName known(Tenant tenant, SeriesName series) {
    if (!watched.isKnown(tenant, series)) {
      throw ProblemException.notFound(
          "The series %s of %s %s"
              .formatted(series.measure().text(), series.subject(), series.part())
              .strip());
    }
    return series;
  }

  private static ProblemException notFound(UUID id) {
    return ProblemException.notFound("The watched series " + id);
  }

  /** Which series, and how; {@code part} is the stage of a pipeline. */
  @Schema(
      name = "AnomalyWatchRequest",
      requiredProperties = {"measure", "subject"})
  public record WatchRequest(
      @Nullable String measure,
      @Nullable String subject,
      @Nullable String part,
      @Nullable WatchSettings settings) {
    SeriesName name() {
      if (measure == null) {
        throw ProblemException.invalid("measure", "is missing; send one, such as traffic.");
      }
      if (subject == null) {
        throw ProblemException.invalid(
            "subject", "is missing; name a model, a pipeline or the id of a metric's series.");
      }
      return new SeriesName(Measure.parse(measure), subject, Objects.requireNonNullElse(part, ""));
    }

    WatchSettings settings(SeriesName series) {
      return Objects.requireNonNullElse(settings, WatchSettings.UNSAID).filled(series.measure());
    }
  }

  /** A configuration and a window of at most 31 days; without one, the last 14. */
  @Schema(
      name = "AnomalyBacktestRequest",
      requiredProperties = {"measure", "subject"})
  public record BacktestRequest(
      @Nullable String measure,
      @Nullable String subject,
      @Nullable String part,
      @Nullable WatchSettings settings,
      @Nullable String from,
      @Nullable String to) {
    WatchRequest watch() {
      return new WatchRequest(measure, subject, part, settings);
    }
  }
}
