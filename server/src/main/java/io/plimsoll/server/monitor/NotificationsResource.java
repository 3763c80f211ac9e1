package io.plimsoll.server.monitor;

import io.plimsoll.server.identity.Access;
import io.plimsoll.server.identity.Permission;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.http.Page;
import io.plimsoll.server.platform.http.ProblemException;
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
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The outbox of a project, and who its alerts are mailed to. */
@Path("/api/v1/organisations/{organisation}/projects/{project}")
@Tag(name = "alerts")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class NotificationsResource {
  private static final int MAX_RECIPIENTS = 50;

  private final Access access;
  private final OutboxStore outbox;
  private final RecipientStore recipients;

  public NotificationsResource(Access access, OutboxStore outbox, RecipientStore recipients) {
    this.access = access;
    this.outbox = outbox;
    this.recipients = recipients;
  }

  @GET
  @Path("/notifications")
  public Page<Notification> notifications(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @QueryParam("state") @Nullable String state,
      @QueryParam("limit") @Nullable Integer limit,
      @QueryParam("cursor") @Nullable String cursor,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    int size = Page.limit(limit);
    Notification.State wanted =
        state == null || state.isEmpty() ? null : Notification.State.parse(state);
    List<Notification> found = outbox.list(tenant.scope(), wanted, Page.after(cursor), size + 1);
    return Page.cut(found, size, each -> each.id().toString());
  }

  @GET
  @Path("/alert-recipients")
  public Recipients recipients(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    return new Recipients(recipients.list(tenant));
  }

  @PUT
  @Path("/alert-recipients")
  public Recipients setRecipients(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      RecipientsRequest request,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.ADMINISTER);
    List<@Nullable String> asked = request.emails();
    if (asked == null) {
      throw ProblemException.invalid("emails", "is missing; send [] for the owners and admins.");
    }
    Set<String> emails = new TreeSet<>();
    asked.forEach(each -> emails.add(EmailAddress.require("emails", each)));
    if (emails.size() > MAX_RECIPIENTS) {
      throw ProblemException.invalid(
          "emails",
          "%d are too many; at most %d, use a list address instead."
              .formatted(emails.size(), MAX_RECIPIENTS));
    }
    recipients.replace(tenant, emails);
    return new Recipients(recipients.list(tenant));
  }

  /** Addresses; an empty list means the owners and admins of the organisation. */
  public record Recipients(List<String> emails) {
    public Recipients {
      emails = List.copyOf(emails);
    }
  }

  /** The addresses to set. */
  @Schema(requiredProperties = "emails")
  public record RecipientsRequest(@Nullable List<@Nullable String> emails) {}
}
