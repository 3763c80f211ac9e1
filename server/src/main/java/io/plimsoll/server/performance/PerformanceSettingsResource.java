package io.plimsoll.server.performance;

import io.plimsoll.inference.repository.PerformanceSettings;
import io.plimsoll.inference.repository.PerformanceSettings.Segment;
import io.plimsoll.inference.repository.PerformanceSettings.Source;
import io.plimsoll.inference.repository.PerformanceSettings.Task;
import io.plimsoll.server.identity.Access;
import io.plimsoll.server.identity.Permission;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.http.ProblemException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What a model does, which fields are compared, and by what segments it is looked at. */
@Path("/api/v1/organisations/{organisation}/projects/{project}/models/{model}/performance/settings")
@Tag(name = "performance")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class PerformanceSettingsResource {
  private final Access access;
  private final PerformanceStore models;
  private final PerformanceSettingsStore store;

  public PerformanceSettingsResource(
      Access access, PerformanceStore models, PerformanceSettingsStore store) {
    this.access = access;
    this.models = models;
    this.store = store;
  }

  @GET
  public SettingsAnswer settings(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("model") String model,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    models.require(tenant, model);
    return SettingsAnswer.of(store.find(tenant, model));
  }

  /** Says it anew; what is left out is told from the rows. All labels are counted again. */
  @PUT
  public SettingsAnswer setSettings(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("model") String model,
      SettingsRequest request,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.OPERATE);
    models.require(tenant, model);
    PerformanceSettings wanted = read(request);
    return SettingsAnswer.of(
        store.save(tenant, model, wanted, Access.principal(security).getName()));
  }

  /** Back to what plimsoll.yaml says or, where it says nothing, to what is told from the rows. */
  @DELETE
  public SettingsAnswer forgetSettings(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("model") String model,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.OPERATE);
    models.require(tenant, model);
    return SettingsAnswer.of(store.forget(tenant, model));
  }

  private static PerformanceSettings read(SettingsRequest request) {
    PerformanceSettings auto = PerformanceSettings.AUTO;
    try {
      return new PerformanceSettings(
          Objects.requireNonNullElse(request.task(), auto.task()),
          request.answer(),
          request.score(),
          request.actual(),
          request.positive(),
          Objects.requireNonNullElse(request.threshold(), auto.threshold()),
          Objects.requireNonNullElse(request.quantile(), auto.quantile()),
          Objects.requireNonNullElse(request.depth(), auto.depth()),
          segments(request.segments()));
    } catch (IllegalArgumentException unfit) {
      String message = Objects.toString(unfit.getMessage());
      String field = message.replaceFirst("^performance\\.(\\w+).*$", "$1");
      throw ProblemException.invalid(field, message + ".");
    }
  }

  private static @Nullable List<Segment> segments(@Nullable List<SegmentRequest> asked) {
    if (asked == null) {
      return null;
    }
    List<Segment> segments = new ArrayList<>();
    for (SegmentRequest each : asked) {
      if (each == null || each.name() == null) {
        throw ProblemException.invalid("segments", "each entry has the name of a feature or tag.");
      }
      List<Double> edges = each.edges() == null ? List.of() : each.edges();
      if (edges.stream().anyMatch(Objects::isNull)) {
        throw ProblemException.invalid(
            "segments", "the edges of \"%s\" have to be numbers.".formatted(each.name()));
      }
      segments.add(
          new Segment(
              each.name(), Objects.requireNonNullElse(each.source(), Source.FEATURE), edges));
    }
    return segments;
  }

  /** What is to hold; all of it may be left out. */
  @Schema(name = "PerformanceSettingsRequest")
  public record SettingsRequest(
      @Nullable Task task,
      @Nullable String answer,
      @Nullable String score,
      @Nullable String actual,
      @Nullable String positive,
      @Nullable Double threshold,
      @Nullable Double quantile,
      @Nullable Integer depth,
      @Nullable List<SegmentRequest> segments) {}

  /** By what rows are kept apart; a feature if {@code source} is left out. */
  @Schema(name = "PerformanceSegmentRequest", requiredProperties = "name")
  public record SegmentRequest(
      @Nullable String name, @Nullable Source source, @Nullable List<Double> edges) {}

  /**
   * What holds.
   *
   * @param segments null for the first three features of words or flags
   * @param changedAt when it was said here; null if it was not
   * @param isRecounting whether labels are being counted again
   */
  @Schema(name = "PerformanceSettings")
  public record SettingsAnswer(
      Task task,
      @Nullable String answer,
      @Nullable String score,
      @Nullable String actual,
      @Nullable String positive,
      double threshold,
      double quantile,
      int depth,
      @Nullable List<Segment> segments,
      @Nullable Instant changedAt,
      @Nullable String changedBy,
      boolean isRecounting) {
    static SettingsAnswer of(PerformanceSettingsStore.Held held) {
      PerformanceSettings settings = held.settings();
      return new SettingsAnswer(
          settings.task(),
          settings.answer(),
          settings.score(),
          settings.actual(),
          settings.positive(),
          settings.threshold(),
          settings.quantile(),
          settings.depth(),
          settings.segments(),
          held.changedAt(),
          held.changedBy(),
          held.isRecounting());
    }
  }
}
