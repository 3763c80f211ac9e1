package io.plimsoll.server.registry;

import io.plimsoll.server.identity.Access;
import io.plimsoll.server.identity.Permission;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.http.Page;
import io.plimsoll.server.platform.http.ProblemException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** What owners of a project allow pickles to import beyond the usual: list, allow, revoke. */
@Path("/api/v1/organisations/{organisation}/projects/{project}/allowed-globals")
@Tag(name = "models")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class AllowedGlobalsResource {
  private static final Logger LOG = Logger.getLogger(AllowedGlobalsResource.class);

  private static final int MOST_SHOWN = 1_000;
  private static final int LONGEST = 300;
  private static final int LONGEST_REASON = 500;

  /** A dotted name of Python, with a module at least. */
  private static final Pattern GLOBAL =
      Pattern.compile("[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*)+");

  private final Access access;
  private final AllowedGlobalStore store;

  public AllowedGlobalsResource(Access access, AllowedGlobalStore store) {
    this.access = access;
    this.store = store;
  }

  /** Also what was revoked, so that the list is the record of who answered for what. */
  @GET
  public Page<AllowedGlobal> list(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    return Page.whole(store.list(tenant, MOST_SHOWN));
  }

  @POST
  public AllowedGlobal allow(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      AllowRequest request,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.ANSWER_FOR);
    String global = Objects.requireNonNullElse(request.global(), "").strip();
    if (global.length() > LONGEST || !GLOBAL.matcher(global).matches()) {
      throw ProblemException.invalid(
          "global",
          "\"%s\" is not the dotted name of a class or function with its module, as the refused job names it."
              .formatted(global));
    }
    String reason = Objects.requireNonNullElse(request.reason(), "").strip();
    if (reason.isEmpty() || reason.length() > LONGEST_REASON) {
      throw ProblemException.invalid(
          "reason", "say in 1 to %d characters why this is no danger.".formatted(LONGEST_REASON));
    }
    ModelName model = request.model() == null ? null : model(request.model().strip());
    String by = Access.principal(security).getName();
    AllowedGlobal allowed = store.allow(tenant, global, model, reason, by);
    LOG.infof(
        "%s allowed pickles of %s to import %s",
        by, model == null ? "the project " + tenant.project() : "the model " + model, global);
    return allowed;
  }

  @DELETE
  @Path("/{id}")
  @APIResponse(responseCode = "204")
  public Response revoke(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("id") UUID id,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.ANSWER_FOR);
    if (!store.revoke(tenant, id, Access.principal(security).getName())) {
      throw ProblemException.notFound("The allowed import " + id);
    }
    return Response.noContent().build();
  }

  private static ModelName model(String text) {
    return ModelName.parse(text)
        .orElseThrow(
            () -> ProblemException.invalid("model", "\"%s\": %s.".formatted(text, ModelName.RULE)));
  }

  /** What is to be allowed, and why; {@code model} is left out where it is for all models. */
  @Schema(requiredProperties = {"global", "reason"})
  public record AllowRequest(
      @Nullable String global, @Nullable String model, @Nullable String reason) {}
}
