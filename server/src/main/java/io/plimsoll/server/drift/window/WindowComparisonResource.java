package io.plimsoll.server.drift.window;

import io.plimsoll.server.drift.Column;
import io.plimsoll.server.drift.DriftModelStore;
import io.plimsoll.server.drift.settings.ColumnSetting;
import io.plimsoll.server.drift.settings.DriftSegmentStore;
import io.plimsoll.server.identity.Access;
import io.plimsoll.server.identity.Permission;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.pipeline.segments.Part;
import io.plimsoll.server.platform.http.Page;
import io.plimsoll.server.platform.http.ProblemException;
import io.plimsoll.stats.drift.Comparison;
import io.plimsoll.stats.drift.DriftInputException;
import io.plimsoll.stats.drift.FalseAlarmBudget;
import io.plimsoll.stats.drift.Library;
import io.plimsoll.stats.drift.ProfileComparison;
import io.quarkus.vertx.http.Compressed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
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
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Compares any stretch of a model's traffic with its baseline, another stretch or version. */
@Path("/api/v1/organisations/{organisation}/projects/{project}/models/{model}/drift/comparison")
@Tag(name = "drift")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class WindowComparisonResource {
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration WEEK = Duration.ofDays(7);

  private final Access access;
  private final DriftModelStore models;
  private final WindowComparisons comparisons;
  private final HeatMaps heatMaps;
  private final DriftSegmentStore segments;
  private final InstantSource clock;

  public WindowComparisonResource(
      Access access,
      DriftModelStore models,
      WindowComparisons comparisons,
      HeatMaps heatMaps,
      DriftSegmentStore segments,
      InstantSource clock) {
    this.access = access;
    this.models = models;
    this.comparisons = comparisons;
    this.heatMaps = heatMaps;
    this.segments = segments;
    this.clock = clock;
  }

  /** The two sides, as a request names them. */
  public static class Sides {
    @QueryParam("version")
    @Parameter(description = "Whose traffic is looked at; the version in production if left out.")
    @Nullable String version;

    @QueryParam("from")
    @Parameter(description = "Where the window begins; a day before its end if left out.")
    @Nullable String from;

    @QueryParam("to")
    @Parameter(description = "Where the window ends; now if left out.")
    @Nullable String to;

    @QueryParam("reference")
    @Parameter(
        description =
            "What it is compared with: baseline (the default), window (another stretch of time, the"
                + " default of a segment), version (another version's traffic) or, for a segment,"
                + " whole (all rows of the same stretch).")
    @Nullable String reference;

    @QueryParam("referenceVersion")
    @Parameter(description = "The version of the reference; the same one if left out.")
    @Nullable String referenceVersion;

    @QueryParam("referenceFrom")
    @Parameter(
        description =
            "Where the reference's window begins; as long before its end as the window lasts.")
    @Nullable String referenceFrom;

    @QueryParam("referenceTo")
    @Parameter(
        description =
            "Where the reference's window ends: by default where the window begins or, for another"
                + " version, where it ends.")
    @Nullable String referenceTo;

    @QueryParam("segment")
    @Parameter(
        description = "A segment by which profiles are kept apart, to look at a part of the rows.")
    @Nullable String segment;

    @QueryParam("value")
    @Parameter(description = "The value of the segment that the part has.")
    @Nullable String segmentValue;
  }

  @GET
  @Compressed
  public WindowComparison compareWindows(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("model") String model,
      @BeanParam Sides sides,
      @QueryParam("method") @Nullable String method,
      @QueryParam("computeAs") @Nullable String computeAs,
      @QueryParam("level") @Nullable Double level,
      @QueryParam("feature") @Nullable String feature,
      @QueryParam("role") @Nullable String role,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    models.require(tenant, model);
    Instant now = clock.instant();
    Part part = part(tenant, model, sides.segment, sides.segmentValue);
    Stretch asked = Stretch.parse("from", sides.from, "to", sides.to, DAY, now);
    Stretch stretch = part.isWhole() ? asked : asked.wholeHours();
    String version = version(tenant, model, sides.version);
    ComparisonQuestion question =
        new ComparisonQuestion(
            model,
            reference(sides, version, stretch, part, now),
            new Side.Window(version, stretch, part),
            known(method, computeAs),
            Optional.ofNullable(computeAs).map(ColumnSetting::library),
            level(level),
            Optional.ofNullable(feature).map(name -> column(role, name)));
    return comparisons.compare(tenant, question, now);
  }

  /** How far each column was from the baseline in each bucket of a stretch of time. */
  @GET
  @Path("/heat-map")
  @Compressed
  public HeatMap heatMap(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("model") String model,
      @QueryParam("version") @Nullable String version,
      @QueryParam("from") @Nullable String from,
      @QueryParam("to") @Nullable String to,
      @QueryParam("reference") @Nullable String reference,
      @QueryParam("referenceVersion") @Nullable String referenceVersion,
      @QueryParam("segment") @Nullable String segment,
      @QueryParam("value") @Nullable String segmentValue,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    models.require(tenant, model);
    Instant now = clock.instant();
    Part part = part(tenant, model, segment, segmentValue);
    Stretch asked = Stretch.parse("from", from, "to", to, WEEK, now);
    Stretch stretch = part.isWhole() ? asked : asked.wholeHours();
    String current = version(tenant, model, version);
    String other = referenceVersion == null ? current : referenceVersion;
    String usual = part.isWhole() ? "baseline" : "previous";
    Side side =
        switch (Objects.requireNonNullElse(reference, usual)) {
          case "baseline" -> baseline(other, part, "previous");
          case "previous" -> new Side.Window(other, stretch.before(), part);
          default ->
              throw ProblemException.invalid(
                  "reference", "\"%s\" is neither baseline nor previous.".formatted(reference));
        };
    Side.Window window = new Side.Window(current, stretch, part);
    return heatMaps.draw(tenant, model, side, window, now);
  }

  /** All rows, or those that have a value of a segment. */
  private Part part(Tenant tenant, String model, @Nullable String segment, @Nullable String value) {
    if (segment == null && value == null) {
      return Part.WHOLE;
    }
    if (segment == null) {
      throw ProblemException.invalid(
          "value", "\"%s\" is of no segment; name it under segment.".formatted(value));
    }
    if (value == null) {
      throw ProblemException.invalid(
          "value",
          "is missing; name a value of the segment \"%s\", as GET …/drift/segments lists them."
              .formatted(segment));
    }
    return segments.require(tenant, model, segment, value);
  }

  private static Side baseline(String version, Part part, String instead) {
    if (!part.isWhole()) {
      throw ProblemException.invalid(
          "reference",
          "a baseline is not kept by segment; compare \"%s\" with %s."
              .formatted(part.value(), instead));
    }
    return new Side.Baseline(version);
  }

  /** The versions that have traffic or a baseline, the newest first. */
  @GET
  @Path("/versions")
  public Page<String> comparableVersions(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("model") String model,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    models.require(tenant, model);
    return Page.whole(models.versions(tenant, model));
  }

  private String version(Tenant tenant, String model, @Nullable String asked) {
    return asked == null ? models.currentVersion(tenant, model).orElse("") : asked;
  }

  private static Side reference(
      Sides sides, String version, Stretch window, Part part, Instant now) {
    String other = sides.referenceVersion == null ? version : sides.referenceVersion;
    String usual = part.isWhole() ? "baseline" : "window";
    return switch (Objects.requireNonNullElse(sides.reference, usual)) {
      case "baseline" -> baseline(other, part, "window, version or whole");
      case "window" -> new Side.Window(other, stretch(sides, window.before(), window, now), part);
      case "whole" -> {
        if (part.isWhole()) {
          throw ProblemException.invalid(
              "reference", "whole is what a segment is compared with; name one under segment.");
        }
        yield new Side.Window(other, stretch(sides, window, window, now));
      }
      case "version" -> {
        if (sides.referenceVersion == null) {
          throw ProblemException.invalid(
              "referenceVersion", "is missing; name the version to compare with.");
        }
        yield new Side.Window(other, stretch(sides, window, window, now), part);
      }
      default ->
          throw ProblemException.invalid(
              "reference",
              "\"%s\" is none of baseline, window, version and, for a segment, whole."
                  .formatted(sides.reference));
    };
  }

  private static Stretch stretch(Sides sides, Stretch usual, Stretch window, Instant now) {
    if (sides.referenceFrom == null && sides.referenceTo == null) {
      return usual;
    }
    String end = sides.referenceTo == null ? usual.to().toString() : sides.referenceTo;
    return Stretch.parse(
        "referenceFrom", sides.referenceFrom, "referenceTo", end, window.length(), now);
  }

  /** Refuses what no column could be compared by, before anything is read. */
  private static Optional<String> known(@Nullable String method, @Nullable String computeAs) {
    if (method == null || method.isBlank()) {
      return Optional.empty();
    }
    Optional<Library> library = Optional.ofNullable(computeAs).map(ColumnSetting::library);
    try {
      return Optional.of(
          ProfileComparison.require(
                  new Comparison.Question(
                      Optional.of(method), library, Map.of(), 0.05, OptionalDouble.empty()))
              .id());
    } catch (DriftInputException refused) {
      throw ProblemException.invalid(refused.field(), refused.getMessage() + ".");
    }
  }

  private static double level(@Nullable Double asked) {
    if (asked == null) {
      return FalseAlarmBudget.LAXEST;
    }
    if (!(asked > 0 && asked < 1)) {
      throw ProblemException.invalid("level", asked + " is no level between 0 and 1.");
    }
    return asked;
  }

  private static Column column(@Nullable String role, String name) {
    return switch (role) {
      case null -> new Column(Column.Role.FEATURE, name);
      case "feature" -> new Column(Column.Role.FEATURE, name);
      case "prediction" -> new Column(Column.Role.PREDICTION, name);
      default ->
          throw ProblemException.invalid(
              "role", "\"%s\" is neither feature nor prediction.".formatted(role));
    };
  }
}
