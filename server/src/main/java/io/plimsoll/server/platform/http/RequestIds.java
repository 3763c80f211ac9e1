package io.plimsoll.server.platform.http;

import io.plimsoll.server.platform.time.Ids;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import java.time.InstantSource;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/**
 * Gives each control-plane request an id (or keeps the caller's) and answers it in {@code
 * X-Request-Id}.
 */
public final class RequestIds {
  public static final String HEADER = "X-Request-Id";
  static final String PROPERTY = "plimsoll.requestId";

  private static final Pattern ACCEPTABLE = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  private final InstantSource clock;

  public RequestIds(InstantSource clock) {
    this.clock = clock;
  }

  /** The id of the request, for a problem document. */
  public static String of(ContainerRequestContext request) {
    Object id = request.getProperty(PROPERTY);
    return id == null ? "" : id.toString();
  }

  @ServerRequestFilter(preMatching = true, nonBlocking = true, priority = 10)
  public void assign(ContainerRequestContext request) {
    if (request.getUriInfo().getPath().startsWith("/v2")) {
      // The inference protocol has an id of its own, and the hot path no time for another.
      return;
    }
    String given = request.getHeaderString(HEADER);
    boolean keep = given != null && ACCEPTABLE.matcher(given).matches();
    request.setProperty(PROPERTY, keep ? given : Ids.timeOrdered(clock.instant()).toString());
  }

  @ServerResponseFilter
  public void answer(ContainerRequestContext request, ContainerResponseContext response) {
    String id = of(request);
    if (!id.isEmpty()) {
      response.getHeaders().putSingle(HEADER, id);
    }
  }
}
