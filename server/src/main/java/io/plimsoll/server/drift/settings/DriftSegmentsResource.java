package io.plimsoll.server.drift.settings;

import io.plimsoll.inference.repository.PerformanceSettings.Segment;
import io.plimsoll.inference.repository.PerformanceSettings.Source;
import io.plimsoll.server.drift.DriftModelStore;
import io.plimsoll.server.identity.Access;
import io.plimsoll.server.identity.Permission;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.pipeline.segments.Part;
import io.plimsoll.server.pipeline.segments.ProfilePartStore.Kept;
import io.plimsoll.server.pipeline.segments.ProfileSegment;
import io.plimsoll.server.platform.http.ProblemException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** By which segments a model's profiles are kept apart, so that its drift is known by segment. */
@Path("/api/v1/organisations/{organisation}/projects/{project}/models/{model}/drift/segments")
@Tag(name = "drift")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class DriftSegmentsResource {
  private static final int LONGEST_VALUE = 200;

  private final Access access;
  private final DriftModelStore models;
  private final DriftSegmentStore segments;
  private final InstantSource clock;

  public DriftSegmentsResource(
      Access access, DriftModelStore models, DriftSegmentStore segments, InstantSource clock) {
    this.access = access;
    this.models = models;
    this.segments = segments;
    this.clock = clock;
  }

  @GET
  public DriftSegments driftSegments(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("model") String model,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    models.require(tenant, model);
    return DriftSegments.of(segments.list(tenant, model));
  }

  /** Says them anew, from the next event on; an empty list keeps nothing apart. */
  @PUT
  public DriftSegments setDriftSegments(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("model") String model,
      DriftSegmentsRequest request,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.OPERATE);
    models.require(tenant, model);
    String by = Access.principal(security).getName();
    segments.save(tenant, model, read(request.segments()), by, clock.instant());
    return DriftSegments.of(segments.list(tenant, model));
  }

  private static List<ProfileSegment> read(@Nullable List<@Nullable SegmentRequest> asked) {
    if (asked == null) {
      throw ProblemException.invalid(
          "segments", "is missing; send a list, or an empty one to keep nothing apart.");
    }
    if (asked.size() > ProfileSegment.MOST_SEGMENTS) {
      throw ProblemException.invalid(
          "segments",
          "has %d entries; profiles are kept by at most %d segments."
              .formatted(asked.size(), ProfileSegment.MOST_SEGMENTS));
    }
    Set<String> names = new HashSet<>();
    return asked.stream()
        .map(
            each -> {
              ProfileSegment segment = segment(each);
              String name = segment.segment().name();
              if (!names.add(name)) {
                throw ProblemException.invalid("segments", "names \"%s\" twice.".formatted(name));
              }
              return segment;
            })
        .toList();
  }

  private static ProfileSegment segment(@Nullable SegmentRequest asked) {
    if (asked == null || asked.name() == null) {
      throw ProblemException.invalid("segments", "each entry has the name of a feature or tag.");
    }
    String name = asked.name();
    if (name.chars().anyMatch(Character::isISOControl)) {
      throw ProblemException.invalid("segments", "a name holds control characters.");
    }
    List<Double> edges = Objects.requireNonNullElse(asked.edges(), List.of());
    if (edges.stream().anyMatch(Objects::isNull)) {
      throw ProblemException.invalid(
          "segments", "the edges of \"%s\" have to be numbers.".formatted(name));
    }
    if (edges.size() >= ProfileSegment.MOST_VALUES) {
      throw ProblemException.invalid(
          "segments",
          "\"%s\" has %d edges; at most %d make the %d ranges that are kept apart."
              .formatted(
                  name, edges.size(), ProfileSegment.MOST_VALUES - 1, ProfileSegment.MOST_VALUES));
    }
    try {
      Segment segment =
          new Segment(name, Objects.requireNonNullElse(asked.source(), Source.FEATURE), edges);
      return new ProfileSegment(segment, values(name, asked.values()), asked.values() != null);
    } catch (IllegalArgumentException unfit) {
      String message = Objects.toString(unfit.getMessage());
      throw ProblemException.invalid(
          "segments", message.replaceFirst("^performance\\.segments:? ", "") + ".");
    }
  }

  private static List<String> values(String segment, @Nullable List<@Nullable String> asked) {
    if (asked == null) {
      return List.of();
    }
    Set<String> values = new LinkedHashSet<>();
    for (String value : asked) {
      if (value != null) {
        values.add(value);
      }
    }
    boolean isUnfit =
        values.size() != asked.size()
            || values.stream()
                .anyMatch(
                    value ->
                        value.isEmpty()
                            || value.length() > LONGEST_VALUE
                            || value.chars().anyMatch(Character::isISOControl));
    if (isUnfit || values.isEmpty() || values.size() > ProfileSegment.MOST_VALUES) {
      throw ProblemException.invalid(
          "segments",
          "the values of \"%s\" are 1 to %d different texts of 1 to %d characters; leave them out for the most frequent ones."
              .formatted(segment, ProfileSegment.MOST_VALUES, LONGEST_VALUE));
    }
    return List.copyOf(values);
  }

  /** By what profiles are kept apart. */
  public record DriftSegments(List<DriftSegment> segments) {
    public DriftSegments {
      segments = List.copyOf(segments);
    }

    static DriftSegments of(List<Kept> kept) {
      return new DriftSegments(kept.stream().map(DriftSegment::of).toList());
    }
  }

  /**
   * A segment.
   *
   * @param edges where the ranges of a number end; empty for one part a value
   * @param isClosed whether the values were named, so that no other ones are kept apart
   * @param values that profiles are kept of, "(other)" and "(missing)" among them where they occur
   */
  public record DriftSegment(
      String name,
      Source source,
      List<Double> edges,
      boolean isClosed,
      List<String> values,
      String changedBy,
      Instant changedAt) {
    public DriftSegment {
      edges = List.copyOf(edges);
      values = List.copyOf(values);
    }

    static DriftSegment of(Kept kept) {
      return new DriftSegment(
          kept.segment().name(),
          kept.segment().source(),
          kept.segment().edges(),
          kept.isClosed(),
          kept.parts().stream().map(Part::value).toList(),
          kept.changedBy(),
          kept.changedAt());
    }
  }

  /** What is to hold, in place of all that was said before. */
  @Schema(requiredProperties = "segments")
  public record DriftSegmentsRequest(@Nullable List<@Nullable SegmentRequest> segments) {}

  /** A feature, if {@code source} is left out; without values those that are found. */
  @Schema(name = "DriftSegmentRequest", requiredProperties = "name")
  public record SegmentRequest(
      @Nullable String name,
      @Nullable Source source,
      @Nullable List<Double> edges,
      @Nullable List<@Nullable String> values) {}
}
