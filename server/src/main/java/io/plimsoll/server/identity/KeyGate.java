package io.plimsoll.server.identity;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/**
 * Holds keys to their limits where they call models and send events: before a body is read. The
 * answer says what is left, in the fields of draft-ietf-httpapi-ratelimit-headers-11.
 */
public final class KeyGate {
  private static final String PROPERTY = "plimsoll.admission";

  private final KeyMeters meters;

  public KeyGate(KeyMeters meters) {
    this.meters = meters;
  }

  @ServerRequestFilter(nonBlocking = true, priority = 30)
  public void admit(ContainerRequestContext request) {
    if (isMetered(request)
        && Access.principal(request.getSecurityContext()) instanceof Principal.Machine machine) {
      Admission admission = meters.admit(machine);
      if (admission.isLimited()) {
        request.setProperty(PROPERTY, admission);
        admission.require();
      }
    }
  }

  @ServerResponseFilter
  public void tell(ContainerRequestContext request, ContainerResponseContext response) {
    if (request.getProperty(PROPERTY) instanceof Admission admission) {
      response.getHeaders().putSingle("RateLimit-Policy", admission.policy());
      response.getHeaders().putSingle("RateLimit", admission.state());
    }
  }

  private static boolean isMetered(ContainerRequestContext request) {
    if (!request.getMethod().equals("POST")) {
      return false;
    }
    String path = request.getUriInfo().getPath();
    return path.startsWith("/v2/models/")
        || path.equals("/api/v1/events")
        || path.equals("/api/v1/lineage")
        || path.equals("/api/v1/lineage/batch")
        || path.startsWith("/api/otlp/");
  }
}
