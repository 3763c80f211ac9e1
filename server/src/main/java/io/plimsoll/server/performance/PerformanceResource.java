package io.plimsoll.server.performance;

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
import java.time.InstantSource;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** How good a model's answers were, in time and by segment, and what its decay goes with. */
@Path("/api/v1/organisations/{organisation}/projects/{project}/models/{model}/performance")
@Tag(name = "performance")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class PerformanceResource {
  private static final int LONGEST_NAME = 512;

  private final Access access;
  private final PerformanceStore store;
  private final PerformanceReports reports;
  private final SegmentReports segments;
  private final SegmentCourses courses;
  private final CauseReports causes;
  private final InstantSource clock;

  public PerformanceResource(
      Access access,
      PerformanceStore store,
      PerformanceReports reports,
      SegmentReports segments,
      SegmentCourses courses,
      CauseReports causes,
      InstantSource clock) {
    this.access = access;
    this.store = store;
    this.reports = reports;
    this.segments = segments;
    this.courses = courses;
    this.causes = causes;
    this.clock = clock;
  }

  /** By chunk of time, realised and estimated, beside the lines of the reference. */
  @GET
  @Compressed
  public PerformanceReport report(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("model") String model,
      @QueryParam("version") @Nullable String version,
      @QueryParam("from") @Nullable String from,
      @QueryParam("to") @Nullable String to,
      @QueryParam("chunk") @Nullable String chunk,
      @QueryParam("referenceFrom") @Nullable String referenceFrom,
      @QueryParam("referenceTo") @Nullable String referenceTo,
      @QueryParam("referenceChunks") @Nullable Integer referenceChunks,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    store.require(tenant, model);
    Question question =
        Question.parse(
            model,
            version,
            from,
            to,
            chunk,
            referenceFrom,
            referenceTo,
            referenceChunks,
            clock.instant());
    return reports.report(tenant, question, clock.instant());
  }

  /** By segment, the weakest first. */
  @GET
  @Path("/segments")
  @Compressed
  public SegmentReport segments(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("model") String model,
      @QueryParam("version") @Nullable String version,
      @QueryParam("from") @Nullable String from,
      @QueryParam("to") @Nullable String to,
      @QueryParam("metric") @Nullable String metric,
      @QueryParam("limit") @Nullable Integer limit,
      @QueryParam("cursor") @Nullable String cursor,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    store.require(tenant, model);
    Question question =
        Question.parse(model, version, from, to, null, null, null, null, clock.instant());
    int size = Page.limit(limit);
    int start = start(cursor);
    SegmentReport all = segments.report(tenant, question, metric(metric));
    int end = Math.min(all.items().size(), start + size);
    return new SegmentReport(
        all.model(),
        all.version(),
        all.from(),
        all.to(),
        all.metric(),
        all.compared(),
        all.items().subList(Math.min(start, end), end),
        end < all.items().size() ? Integer.toString(end) : null);
  }

  /** One segment from chunk to chunk, beside all other rows; the weakest if none is named. */
  @GET
  @Path("/segments/course")
  @Compressed
  public SegmentCourse segmentCourse(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("model") String model,
      @QueryParam("segment") @Nullable String segment,
      @QueryParam("value") @Nullable String value,
      @QueryParam("version") @Nullable String version,
      @QueryParam("from") @Nullable String from,
      @QueryParam("to") @Nullable String to,
      @QueryParam("chunk") @Nullable String chunk,
      @QueryParam("metric") @Nullable String metric,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    store.require(tenant, model);
    Question question =
        Question.parse(model, version, from, to, chunk, null, null, null, clock.instant());
    if (segment == null && value == null) {
      return segments.report(tenant, question, metric(metric)).items().stream()
          .findFirst()
          .map(weakest -> course(tenant, question, weakest.segment(), weakest.value(), metric))
          .orElseGet(() -> course(tenant, question, "", "", metric));
    }
    return course(tenant, question, named("segment", segment), named("value", value), metric);
  }

  private SegmentCourse course(
      Tenant tenant, Question question, String segment, String value, @Nullable String metric) {
    return courses.course(tenant, question, segment, value, metric(metric));
  }

  private static String named(String field, @Nullable String text) {
    if (text == null || text.length() > LONGEST_NAME || text.indexOf('\0') >= 0) {
      throw ProblemException.invalid(
          field,
          "is missing, longer than %d characters or has a NUL; take one of .../segments."
              .formatted(LONGEST_NAME));
    }
    return text;
  }

  /** Which features drift as performance changes. */
  @GET
  @Path("/causes")
  @Compressed
  public CauseReport causes(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("model") String model,
      @QueryParam("version") @Nullable String version,
      @QueryParam("from") @Nullable String from,
      @QueryParam("to") @Nullable String to,
      @QueryParam("chunk") @Nullable String chunk,
      @QueryParam("metric") @Nullable String metric,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    store.require(tenant, model);
    Question question =
        Question.parse(model, version, from, to, chunk, null, null, null, clock.instant());
    return causes.report(tenant, question, metric(metric));
  }

  private static @Nullable Metric metric(@Nullable String text) {
    return text == null ? null : Metric.wanted("metric", text);
  }

  private static int start(@Nullable String cursor) {
    if (cursor == null || cursor.isEmpty()) {
      return 0;
    }
    if (!cursor.matches("\\d{1,6}")) {
      throw Page.unknown(cursor);
    }
    return Integer.parseInt(cursor);
  }
}
