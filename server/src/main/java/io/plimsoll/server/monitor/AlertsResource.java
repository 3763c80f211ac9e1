package io.plimsoll.server.monitor;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.plimsoll.server.identity.Access;
import io.plimsoll.server.identity.Permission;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.http.Page;
import io.plimsoll.server.platform.http.ProblemException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Alerts of a project: list, look at one with its history, acknowledge. */
@Path("/api/v1/organisations/{organisation}/projects/{project}/alerts")
@Tag(name = "alerts")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class AlertsResource {
  private static final int LONGEST_COMMENT = 2_000;

  private final Access access;
  private final AlertStore alerts;
  private final InstantSource clock;

  public AlertsResource(Access access, AlertStore alerts, InstantSource clock) {
    this.access = access;
    this.alerts = alerts;
    this.clock = clock;
  }

  @GET
  public Page<Alert> list(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @QueryParam("state") @Nullable String state,
      @QueryParam("model") @Nullable String model,
      @QueryParam("limit") @Nullable Integer limit,
      @QueryParam("cursor") @Nullable String cursor,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    int size = Page.limit(limit);
    List<Alert> found = alerts.list(tenant, state(state), model, Page.after(cursor), size + 1);
    return Page.cut(found, size, alert -> alert.id().toString());
  }

  @GET
  @Path("/{id}")
  public AlertDetail one(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("id") UUID id,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    return alerts
        .find(tenant, id)
        .map(story -> new AlertDetail(story.alert(), story.history(), story.notifications()))
        .orElseThrow(() -> ProblemException.notFound("The alert " + id));
  }

  @POST
  @Path("/{id}/acknowledge")
  public Alert acknowledge(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("id") UUID id,
      @Nullable Acknowledgement request,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.OPERATE);
    String comment = request == null ? null : request.comment();
    if (comment != null && comment.length() > LONGEST_COMMENT) {
      throw ProblemException.invalid(
          "comment",
          "has %d characters; at most %d are kept.".formatted(comment.length(), LONGEST_COMMENT));
    }
    String by = Access.principal(security).getName();
    return alerts
        .acknowledge(tenant, id, by, comment, clock.instant())
        .orElseThrow(() -> ProblemException.notFound("The alert " + id));
  }

  private static Alert.@Nullable State state(@Nullable String asked) {
    return switch (asked) {
      case null -> null;
      case "", "all" -> null;
      case "firing" -> Alert.State.FIRING;
      case "resolved" -> Alert.State.RESOLVED;
      default ->
          throw ProblemException.invalid(
              "state", "\"%s\" is not one of firing, resolved, all.".formatted(asked));
    };
  }

  /** Words to go with an acknowledgement. */
  public record Acknowledgement(@Nullable String comment) {}

  /** An alert with what happened to it, oldest first, and the mails about it. */
  public record AlertDetail(
      @JsonUnwrapped Alert alert, List<AlertHistory> history, List<Notification> notifications) {}
}
