package io.plimsoll.server.drift.check;

import io.plimsoll.server.drift.DriftModelStore;
import io.plimsoll.server.identity.Access;
import io.plimsoll.server.identity.Permission;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.http.ErrorCode;
import io.plimsoll.server.platform.http.Page;
import io.plimsoll.server.platform.http.ProblemException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
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

/** The scheduled checks of a model. */
@Path("/api/v1/organisations/{organisation}/projects/{project}/models/{model}/drift/checks")
@Tag(name = "drift")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class CheckResource {
  private static final int LONGEST_NAME = 100;
  private static final int LONGEST_VERSION = 128;
  private static final int SHORTEST_WINDOW = Math.toIntExact(Duration.ofHours(1).toSeconds());
  private static final int LONGEST_WINDOW = Math.toIntExact(Duration.ofDays(31).toSeconds());
  private static final int USUAL_WINDOW = Math.toIntExact(Duration.ofDays(1).toSeconds());

  private final Access access;
  private final DriftModelStore models;
  private final CheckStore checks;
  private final ReportStore reports;
  private final CheckRound round;
  private final InstantSource clock;

  public CheckResource(
      Access access,
      DriftModelStore models,
      CheckStore checks,
      ReportStore reports,
      CheckRound round,
      InstantSource clock) {
    this.access = access;
    this.models = models;
    this.checks = checks;
    this.reports = reports;
    this.round = round;
    this.clock = clock;
  }

  @GET
  public Page<CheckAnswer> checks(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("model") String model,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    models.require(tenant, model);
    Report.Level level = round.level(tenant, model);
    return Page.whole(
        checks.list(tenant, model).stream().map(check -> answer(tenant, check, level)).toList());
  }

  @POST
  public CheckAnswer createCheck(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("model") String model,
      CheckRequest request,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.OPERATE);
    models.require(tenant, model);
    String by = Access.principal(security).getName();
    Check created = checks.create(tenant, model, wish(request), by, clock.instant());
    return answer(tenant, created, round.level(tenant, model));
  }

  @PUT
  @Path("/{check}")
  public CheckAnswer changeCheck(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("model") String model,
      @PathParam("check") UUID check,
      CheckRequest request,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.OPERATE);
    models.require(tenant, model);
    String by = Access.principal(security).getName();
    return checks
        .change(tenant, model, check, wish(request), by, clock.instant())
        .map(changed -> answer(tenant, changed, round.level(tenant, model)))
        .orElseThrow(() -> missing(check));
  }

  /** Removes a check with its reports. */
  @DELETE
  @Path("/{check}")
  public void removeCheck(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("model") String model,
      @PathParam("check") UUID check,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.OPERATE);
    if (!checks.remove(tenant, model, check)) {
      throw missing(check);
    }
  }

  /** Runs a check at once; its schedule goes on as it would have. */
  @POST
  @Path("/{check}/run")
  public Report runCheck(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("model") String model,
      @PathParam("check") UUID check,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.OPERATE);
    Check known = checks.find(tenant, model, check).orElseThrow(() -> missing(check));
    UUID report =
        round
            .runNow(tenant, known)
            .orElseThrow(
                () ->
                    new ProblemException(
                        ErrorCode.CONFLICT, "The check is being run at this very moment."));
    return reports
        .find(tenant, model, report)
        .orElseThrow(() -> ProblemException.notFound("The report " + report));
  }

  private CheckAnswer answer(Tenant tenant, Check check, Report.Level level) {
    Report.Line last =
        reports.list(tenant, check.model(), check.id(), null, 1).stream().findFirst().orElse(null);
    return new CheckAnswer(check, level, last);
  }

  private static ProblemException missing(UUID check) {
    return ProblemException.notFound("The check " + check);
  }

  private static CheckStore.Wish wish(CheckRequest request) {
    String name = request.name();
    if (name == null || name.isBlank() || name.length() > LONGEST_NAME) {
      throw ProblemException.invalid(
          "name", "is missing or longer than %d characters.".formatted(LONGEST_NAME));
    }
    Schedule schedule = request.schedule();
    if (schedule == null) {
      throw ProblemException.invalid("schedule", "is missing; send {\"kind\": \"daily\"}.");
    }
    Check.Reference reference =
        Objects.requireNonNullElse(request.reference(), Check.Reference.BASELINE);
    String other = version("referenceVersion", request.referenceVersion());
    if (reference == Check.Reference.VERSION && other == null) {
      throw ProblemException.invalid(
          "referenceVersion", "is missing; name the version to compare with.");
    }
    int seconds = Objects.requireNonNullElse(request.windowSeconds(), USUAL_WINDOW);
    if (seconds < SHORTEST_WINDOW || seconds > LONGEST_WINDOW) {
      throw ProblemException.invalid(
          "windowSeconds",
          "%d is outside %d to %d.".formatted(seconds, SHORTEST_WINDOW, LONGEST_WINDOW));
    }
    return new CheckStore.Wish(
        name.strip(),
        schedule.checked(),
        reference,
        other,
        version("version", request.version()),
        seconds,
        !Boolean.FALSE.equals(request.enabled()));
  }

  private static @Nullable String version(String field, @Nullable String asked) {
    if (asked != null && asked.length() > LONGEST_VERSION) {
      throw ProblemException.invalid(
          field, "is longer than %d characters.".formatted(LONGEST_VERSION));
    }
    return asked == null || asked.isBlank() ? null : asked.strip();
  }

  /**
   * A check with the level at which it stands, and its latest report.
   *
   * @param level set by the budget of false alarms and by how many checks share it
   */
  @Schema(name = "DriftCheckAnswer")
  public record CheckAnswer(Check check, Report.Level level, Report.@Nullable Line lastReport) {}

  /** What a check is to be; what is left out is as the guide says. */
  @Schema(
      name = "DriftCheckRequest",
      requiredProperties = {"name", "schedule"})
  public record CheckRequest(
      @Nullable String name,
      @Nullable Schedule schedule,
      Check.@Nullable Reference reference,
      @Nullable String referenceVersion,
      @Nullable String version,
      @Nullable Integer windowSeconds,
      @Nullable Boolean enabled) {}
}
