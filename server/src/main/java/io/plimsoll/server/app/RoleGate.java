package io.plimsoll.server.app;

import io.plimsoll.server.platform.config.PlimsollConfig;
import io.plimsoll.server.platform.config.Role;
import io.plimsoll.server.platform.http.ErrorCode;
import io.plimsoll.server.platform.http.ProblemException;
import jakarta.ws.rs.container.ContainerRequestContext;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Answers only the routes of the roles that this process plays: every process has all of the code.
 */
public final class RoleGate {
  private final PlimsollConfig config;

  public RoleGate(PlimsollConfig config) {
    this.config = config;
  }

  @ServerRequestFilter(nonBlocking = true, priority = 15)
  public void check(ContainerRequestContext request) {
    Role needed = roleOf(request.getUriInfo().getPath());
    if (!config.plays(needed)) {
      throw new ProblemException(
          ErrorCode.NOT_FOUND,
          "This process does not play the role %s; ask one that does.".formatted(needed.text()));
    }
  }

  private static Role roleOf(String path) {
    if (path.startsWith("/v2")) {
      return Role.SERVE;
    }
    boolean isIntake =
        path.equals("/api/v1/events")
            || path.equals("/api/v1/lineage")
            || path.equals("/api/v1/lineage/batch")
            || path.startsWith("/api/otlp/");
    return isIntake ? Role.INTAKE : Role.API;
  }
}
