package io.plimsoll.server.monitor;

import io.plimsoll.server.identity.Access;
import io.plimsoll.server.identity.Permission;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.monitor.rules.Severity;
import io.plimsoll.server.monitor.rules.SparkRule;
import io.plimsoll.server.monitor.rules.SparkRuleKind;
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
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The rules on applications of Spark: one of each kind, to be tuned or switched off. */
@Path("/api/v1/organisations/{organisation}/projects/{project}/spark/alert-rules")
@Tag(name = "alerts")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class SparkRulesResource {
  private static final int MOST_PATTERNS = 50;
  private static final int LONGEST_PATTERN = 200;

  private final Access access;
  private final SparkRuleStore rules;

  public SparkRulesResource(Access access, SparkRuleStore rules) {
    this.access = access;
    this.rules = rules;
  }

  @GET
  public Page<SparkAlertRule> list(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    return Page.whole(rules.list(tenant).stream().map(SparkAlertRule::of).toList());
  }

  @PUT
  @Path("/{kind}")
  public SparkAlertRule change(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("kind") String kind,
      SparkRuleChange change,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.OPERATE);
    SparkRuleKind known =
        SparkRuleKind.find(kind)
            .orElseThrow(() -> ProblemException.notFound("The rule on Spark " + kind));
    SparkRule rule =
        new SparkRule(
            known,
            Fields.required("enabled", change.enabled()),
            Fields.required("severity", change.severity()),
            threshold(known, Fields.required("threshold", change.threshold())),
            patterns(Fields.required("applications", change.applications())));
    rules.set(tenant, rule);
    return SparkAlertRule.of(rule);
  }

  private static double threshold(SparkRuleKind kind, double value) {
    if (!(value > 0 && value <= kind.maxThreshold())) {
      throw ProblemException.invalid(
          "threshold",
          "%s is not a number above 0 and up to %s.".formatted(value, kind.maxThreshold()));
    }
    return value;
  }

  private static List<String> patterns(List<String> given) {
    if (given.isEmpty() || given.size() > MOST_PATTERNS) {
      throw ProblemException.invalid(
          "applications",
          "has %d patterns; give 1 to %d, such as * for all."
              .formatted(given.size(), MOST_PATTERNS));
    }
    for (String pattern : given) {
      if (pattern.isBlank() || pattern.length() > LONGEST_PATTERN || pattern.indexOf('\0') >= 0) {
        throw ProblemException.invalid(
            "applications",
            "\"%s\" is no pattern of a name: it has 1 to %d characters."
                .formatted(pattern.replace('\0', '\uFFFD'), LONGEST_PATTERN));
      }
    }
    return given.stream().map(String::strip).distinct().toList();
  }

  /** What can be changed of a rule. */
  @Schema(requiredProperties = {"enabled", "severity", "threshold", "applications"})
  public record SparkRuleChange(
      @Nullable Boolean enabled,
      @Nullable Severity severity,
      @Nullable Double threshold,
      @Nullable List<String> applications) {
    public SparkRuleChange {
      applications = applications == null ? null : List.copyOf(applications);
    }
  }

  /**
   * A rule, with what it does in words.
   *
   * @param applications patterns of names; {@code *} stands for anything, {@code !} leaves out
   */
  public record SparkAlertRule(
      SparkRuleKind kind,
      boolean enabled,
      Severity severity,
      double threshold,
      List<String> applications,
      String description) {
    static SparkAlertRule of(SparkRule rule) {
      return new SparkAlertRule(
          rule.kind(),
          rule.isEnabled(),
          rule.severity(),
          rule.threshold(),
          rule.applications(),
          rule.kind().description());
    }
  }
}
