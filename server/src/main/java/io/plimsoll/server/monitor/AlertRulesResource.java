package io.plimsoll.server.monitor;

import io.plimsoll.server.identity.Access;
import io.plimsoll.server.identity.Permission;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.monitor.RuleStore.StoredRule;
import io.plimsoll.server.monitor.rules.RuleKind;
import io.plimsoll.server.platform.http.Fields;
import io.plimsoll.server.platform.http.Page;
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
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The rules of a project: one of each kind, to be tuned or switched off. */
@Path("/api/v1/organisations/{organisation}/projects/{project}/alert-rules")
@Tag(name = "alerts")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class AlertRulesResource {
  private static final int MAX_ROWS = 1_000_000;
  private static final int MIN_SECONDS = 60;
  private static final int MAX_SECONDS = 86_400;

  private final Access access;
  private final RuleStore rules;

  public AlertRulesResource(Access access, RuleStore rules) {
    this.access = access;
    this.rules = rules;
  }

  @GET
  public Page<AlertRule> list(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    return Page.whole(rules.list(tenant).stream().map(AlertRule::of).toList());
  }

  @PUT
  @Path("/{id}")
  public AlertRule change(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("id") UUID id,
      RuleChange change,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.OPERATE);
    return rules
        .change(
            tenant,
            id,
            Fields.required("enabled", change.enabled()),
            threshold(Fields.required("threshold", change.threshold())),
            within(
                "minimumRows", Fields.required("minimumRows", change.minimumRows()), 1, MAX_ROWS),
            within(
                "windowSeconds",
                Fields.required("windowSeconds", change.windowSeconds()),
                MIN_SECONDS,
                MAX_SECONDS))
        .map(AlertRule::of)
        .orElseThrow(() -> ProblemException.notFound("The alert rule " + id));
  }

  private static double threshold(double value) {
    if (!(value > 0 && Double.isFinite(value))) {
      throw ProblemException.invalid("threshold", value + " is not a number above 0.");
    }
    return value;
  }

  private static int within(String field, int value, int min, int max) {
    if (value < min || value > max) {
      throw ProblemException.invalid(field, "%d is outside %d to %d.".formatted(value, min, max));
    }
    return value;
  }

  /** What can be changed of a rule. */
  @Schema(requiredProperties = {"enabled", "threshold", "minimumRows", "windowSeconds"})
  public record RuleChange(
      @Nullable Boolean enabled,
      @Nullable Double threshold,
      @Nullable Integer minimumRows,
      @Nullable Integer windowSeconds) {}

  /** A rule, with what it does in words. */
  public record AlertRule(
      UUID id,
      RuleKind kind,
      boolean enabled,
      double threshold,
      int minimumRows,
      int windowSeconds,
      String description) {
    static AlertRule of(StoredRule stored) {
      var rule = stored.rule();
      return new AlertRule(
          stored.id(),
          rule.kind(),
          rule.isEnabled(),
          rule.threshold(),
          rule.minimumRows(),
          Math.toIntExact(rule.window().toSeconds()),
          rule.kind().description());
    }
  }
}
