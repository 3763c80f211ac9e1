package io.plimsoll.server.performance;

import com.fasterxml.jackson.annotation.JsonValue;
import io.plimsoll.server.identity.Access;
import io.plimsoll.server.identity.Permission;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.performance.ChunkSize.Calendar;
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
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Whether a model's newest figures hold its lines, and how it is watched. */
@Path("/api/v1/organisations/{organisation}/projects/{project}/models/{model}/performance/decay")
@Tag(name = "performance")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class DecayResource {
  private static final int MOST_METRICS = 10;

  private final Access access;
  private final PerformanceStore models;
  private final DecayStore store;
  private final InstantSource clock;

  public DecayResource(
      Access access, PerformanceStore models, DecayStore store, InstantSource clock) {
    this.access = access;
    this.models = models;
    this.store = store;
    this.clock = clock;
  }

  @GET
  public DecayAnswer decay(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("model") String model,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    models.require(tenant, model);
    return answer(tenant, model);
  }

  /** Says how a model is watched; what is left out is as by default. */
  @PUT
  public DecayAnswer watchDecay(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("model") String model,
      DecayRequest request,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.OPERATE);
    models.require(tenant, model);
    store.watch(
        tenant, model, request.watch(), Access.principal(security).getName(), clock.instant());
    return answer(tenant, model);
  }

  /** Back to how every model is watched. */
  @DELETE
  public DecayAnswer resetDecay(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("model") String model,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.OPERATE);
    models.require(tenant, model);
    store.unwatch(tenant, model);
    return answer(tenant, model);
  }

  private DecayAnswer answer(Tenant tenant, String model) {
    return DecayAnswer.of(store.watch(tenant, model), store.find(tenant, model));
  }

  /**
   * How a model is to be watched; all of it may be left out.
   *
   * @param chunk hour, day or week
   * @param metrics at most ten; none for those that go with what the model does
   */
  @Schema(name = "PerformanceDecayRequest")
  public record DecayRequest(
      @Nullable Boolean enabled,
      @Nullable String chunk,
      @Nullable List<String> metrics,
      @Nullable Integer referenceChunks) {
    DecayWatch watch() {
      return new DecayWatch(
          enabled == null || enabled,
          calendar(chunk),
          metrics == null ? List.of() : metrics(metrics),
          Question.referenceChunks(referenceChunks),
          Optional.empty());
    }

    private static Calendar calendar(@Nullable String chunk) {
      if (chunk == null) {
        return DecayWatch.DEFAULT.chunk();
      }
      if (ChunkSize.parse(chunk) instanceof Calendar calendar) {
        return calendar;
      }
      throw ProblemException.invalid(
          "chunk", "\"%s\" is none of hour, day or week.".formatted(chunk));
    }

    private static List<Metric> metrics(List<String> names) {
      if (names.size() > MOST_METRICS) {
        throw ProblemException.invalid(
            "metrics",
            "are %d; name at most %d: each has its own false alarms."
                .formatted(names.size(), MOST_METRICS));
      }
      return names.stream()
          .map(name -> Metric.wanted("metrics", String.valueOf(name)))
          .distinct()
          .toList();
    }
  }

  /** How far it has come. */
  @Schema(name = "PerformanceDecayState")
  public enum State {
    /** Nobody wants it watched. */
    OFF,
    /** Nothing was judged yet. */
    WAITING,
    /** The reference does not have all of its chunks yet. */
    LEARNING,
    WATCHING,
    /** At least one figure has decayed. */
    DECAYED;

    @JsonValue
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * How a model is watched, and what was found last.
   *
   * @param metrics those that are wished for; empty for those that go with what the model does
   * @param changedAt when somebody last said so; null if it is as by default
   * @param learned how many chunks of the reference there are
   * @param findings of each figure the newest by labels and the newest estimate after it
   * @param causes what went with the decay, in words, the closest first
   */
  @Schema(name = "PerformanceDecay")
  public record DecayAnswer(
      boolean enabled,
      Calendar chunk,
      List<Metric> metrics,
      int referenceChunks,
      @Nullable Instant changedAt,
      @Nullable String changedBy,
      State state,
      @Nullable String version,
      int learned,
      @Nullable Instant judgedAt,
      List<DecayFinding> findings,
      List<String> causes) {
    public DecayAnswer {
      metrics = List.copyOf(metrics);
      findings = List.copyOf(findings);
      causes = List.copyOf(causes);
    }

    static DecayAnswer of(DecayWatch watch, Optional<DecayJudgement> found) {
      Optional<DecayJudgement> judged = found.filter(each -> watch.isEnabled());
      return new DecayAnswer(
          watch.isEnabled(),
          watch.chunk(),
          watch.metrics(),
          watch.referenceChunks(),
          watch.change().map(DecayWatch.Change::at).orElse(null),
          watch.change().map(DecayWatch.Change::by).orElse(null),
          watch.isEnabled()
              ? judged.map(each -> state(watch, each)).orElse(State.WAITING)
              : State.OFF,
          judged.map(DecayJudgement::version).orElse(null),
          judged.map(DecayJudgement::learned).orElse(0),
          judged.map(DecayJudgement::judgedAt).orElse(null),
          judged.map(DecayJudgement::findings).orElse(List.of()),
          judged.map(DecayJudgement::causes).orElse(List.of()));
    }

    private static State state(DecayWatch watch, DecayJudgement judged) {
      if (!judged.decayed().isEmpty()) {
        return State.DECAYED;
      }
      return judged.learned() < watch.referenceChunks() ? State.LEARNING : State.WATCHING;
    }
  }
}
