package io.plimsoll.server.anomaly;

import io.plimsoll.server.anomaly.Anomaly.Verdict;
import io.plimsoll.server.identity.Access;
import io.plimsoll.server.identity.Permission;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.http.Page;
import io.plimsoll.server.platform.http.ProblemException;
import io.quarkus.vertx.http.Compressed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
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
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The anomalies of a project, and what people say of them. */
@Path("/api/v1/organisations/{organisation}/projects/{project}")
@Tag(name = "anomalies")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class AnomaliesResource {
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration MONTH = Duration.ofDays(31);
  private static final int LONGEST_COMMENT = 2_000;
  private static final int MOST_ON_A_CHART = 200;
  private static final int MOST_COURSES = 20;

  private final Access access;
  private final WatchedSeriesStore watched;
  private final AnomalyStore anomalies;
  private final InstantSource clock;

  public AnomaliesResource(
      Access access, WatchedSeriesStore watched, AnomalyStore anomalies, InstantSource clock) {
    this.access = access;
    this.watched = watched;
    this.anomalies = anomalies;
    this.clock = clock;
  }

  /** The latest first; without times, those of the last 31 days. */
  @GET
  @Path("/anomalies")
  @Compressed
  public Page<Anomaly> anomalies(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @QueryParam("measure") @Nullable String measure,
      @QueryParam("subject") @Nullable String subject,
      @QueryParam("part") @Nullable String part,
      @QueryParam("verdict") @Nullable String verdict,
      @QueryParam("from") @Nullable String from,
      @QueryParam("to") @Nullable String to,
      @QueryParam("limit") @Nullable Integer limit,
      @QueryParam("cursor") @Nullable String cursor,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    Interval window = Interval.parse(from, to, MONTH, clock.instant());
    int size = Page.limit(limit);
    AnomalyStore.Filter filter =
        new AnomalyStore.Filter(
            measure == null ? null : Measure.parse(measure),
            SeriesName.wanted("subject", subject),
            SeriesName.wanted("part", part),
            verdict == null ? null : Verdict.parse(verdict),
            window.from(),
            window.to());
    return Page.cut(
        anomalies.list(tenant, filter, Place.parse(cursor), size + 1),
        size,
        last -> Place.of(last).text());
  }

  /** One by its id, however old it is. */
  @GET
  @Path("/anomalies/{id}")
  public Anomaly anomaly(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("id") UUID id,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    return anomalies
        .find(tenant, id)
        .orElseThrow(() -> ProblemException.notFound("The anomaly " + id));
  }

  /** Says of an anomaly that it was one, or that it was to be expected. */
  @PUT
  @Path("/anomalies/{id}/verdict")
  @Consumes(MediaType.APPLICATION_JSON)
  public Anomaly tell(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("id") UUID id,
      VerdictRequest request,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.OPERATE);
    if (request.verdict() == null) {
      throw ProblemException.invalid("verdict", "is missing; send open, confirmed or expected.");
    }
    String comment = request.comment() == null ? null : request.comment().replace('\0', ' ');
    if (comment != null && comment.length() > LONGEST_COMMENT) {
      throw ProblemException.invalid(
          "comment",
          "has %d characters; send at most %d.".formatted(comment.length(), LONGEST_COMMENT));
    }
    return anomalies
        .tell(
            tenant,
            id,
            Verdict.parse(request.verdict()),
            comment,
            Access.principal(security).getName(),
            clock.instant())
        .orElseThrow(() -> ProblemException.notFound("The anomaly " + id));
  }

  /** What charts draw of a subject: for each of its watched series the band and the anomalies. */
  @GET
  @Path("/anomaly-courses")
  @Compressed
  public Page<Course> courses(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @QueryParam("measure") @Nullable String measure,
      @QueryParam("subject") @Nullable String subject,
      @QueryParam("part") @Nullable String part,
      @QueryParam("from") @Nullable String from,
      @QueryParam("to") @Nullable String to,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    Interval window = Interval.parse(from, to, DAY, clock.instant());
    Measure wanted = measure == null ? null : Measure.parse(measure);
    List<Course> courses =
        watched
            .list(
                tenant,
                wanted,
                SeriesName.wanted("subject", subject),
                SeriesName.wanted("part", part))
            .stream()
            .limit(MOST_COURSES)
            .map(series -> course(tenant, series, window))
            .toList();
    return Page.whole(courses);
  }

  private Course course(Tenant tenant, WatchedSeries series, Interval window) {
    SeriesName name = series.series();
    AnomalyStore.Filter filter =
        new AnomalyStore.Filter(
            name.measure(), name.subject(), name.part(), null, window.from(), window.to());
    return new Course(
        series,
        anomalies.points(tenant, series.id(), window.from().minus(series.step()), window.to()),
        anomalies.list(tenant, filter, Place.parse(null), MOST_ON_A_CHART));
  }

  /**
   * A series over time.
   *
   * @param points the buckets that have a value, oldest first
   * @param anomalies the latest first, 200 at most
   */
  @Schema(name = "AnomalyCourse")
  public record Course(WatchedSeries series, List<JudgedPoint> points, List<Anomaly> anomalies) {
    public Course {
      points = List.copyOf(points);
      anomalies = List.copyOf(anomalies);
    }
  }

  /** {@code verdict} is open, confirmed or expected. */
  @Schema(name = "AnomalyVerdictRequest", requiredProperties = "verdict")
  public record VerdictRequest(@Nullable String verdict, @Nullable String comment) {}
}
