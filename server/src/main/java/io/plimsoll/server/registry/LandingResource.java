package io.plimsoll.server.registry;

import io.plimsoll.server.identity.Access;
import io.plimsoll.server.identity.Permission;
import io.plimsoll.server.identity.Tenant;
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
import java.util.Map;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Where the pushes of a project land: everybody may see it, administrators may change it. */
@Path("/api/v1/organisations/{organisation}/projects/{project}/landing")
@Tag(name = "models")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class LandingResource {
  private static final int MOST_BRANCHES = 50;
  private static final Pattern BRANCH = Pattern.compile("[^\\p{Cntrl}\\s~^:?*\\[\\\\]{1,200}");

  private final Access access;
  private final LandingStore landings;

  public LandingResource(Access access, LandingStore landings) {
    this.access = access;
    this.landings = landings;
  }

  @GET
  public Landing landing(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @Context SecurityContext security) {
    return landings.find(access.project(security, organisation, project, Permission.VIEW));
  }

  @PUT
  public Landing setLanding(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      LandingRequest request,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.ADMINISTER);
    Environment deployBranch = request.deployBranch();
    if (deployBranch == null) {
      throw ProblemException.invalid(
          "deployBranch", "is missing; send dev, staging or production.");
    }
    Map<String, Environment> branches = request.branches() == null ? Map.of() : request.branches();
    requireBranches(branches);
    Landing landing = new Landing(deployBranch, branches);
    landings.set(tenant, landing, Access.principal(security).getName());
    return landing;
  }

  private static void requireBranches(Map<String, Environment> branches) {
    if (branches.size() > MOST_BRANCHES) {
      throw ProblemException.invalid(
          "branches", "names %d; at most %d.".formatted(branches.size(), MOST_BRANCHES));
    }
    branches.forEach(
        (branch, environment) -> {
          if (!BRANCH.matcher(branch).matches()) {
            throw ProblemException.invalid(
                "branches", "\"%s\" is no name of a branch.".formatted(branch));
          }
          if (environment == null) {
            throw ProblemException.invalid(
                "branches",
                "\"%s\" has no environment; send dev, staging or production.".formatted(branch));
          }
        });
  }

  /** Where pushes are to land; branches that are not named get previews. */
  @Schema(requiredProperties = "deployBranch")
  public record LandingRequest(
      @Nullable Environment deployBranch, @Nullable Map<String, Environment> branches) {}
}
