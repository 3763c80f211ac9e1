package io.plimsoll.server.dashboard;

import io.plimsoll.server.platform.config.PlimsollConfig;
import io.plimsoll.server.platform.config.Role;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Set;

/**
 * Goes before every route: leads the addresses of the dashboard to its page, and adds the headers
 * that keep a browser from doing more with an answer than it should.
 */
@ApplicationScoped
public class DashboardRoutes {
  private static final int FIRST = 500;
  private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD);
  private static final String HOT_PATH = "/v2/";
  private static final String RESOURCES = "META-INF/resources";

  private static final String OWN_CONTENT_ONLY =
      "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
          + " font-src 'self' data:; connect-src 'self' ws: wss:; object-src 'none';"
          + " base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

  /** Swagger UI starts itself from a script inside its page. */
  private static final String WITH_INLINE_SCRIPTS =
      OWN_CONTENT_ONLY + "; script-src 'self' 'unsafe-inline'";

  private final PlimsollConfig config;
  private final boolean hasDashboard = isFile(Delivery.INDEX);

  public DashboardRoutes(PlimsollConfig config) {
    this.config = config;
  }

  void register(@Observes Filters filters) {
    filters.register(this::handle, FIRST);
  }

  private void handle(RoutingContext context) {
    HttpServerRequest request = context.request();
    if (request.uri().startsWith(HOT_PATH)) {
      // Predictions are counted in microseconds, and no browser shows them as a page.
      context.next();
      return;
    }
    String path = context.normalizedPath();
    Delivery delivery = Delivery.of(path, asksForPage(request), DashboardRoutes::isFile);
    addHeaders(context.response().headers(), delivery);
    if (delivery != Delivery.PAGE || !READING.contains(request.method())) {
      context.next();
    } else if (!hasDashboard || !config.plays(Role.API)) {
      context
          .response()
          .setStatusCode(404)
          .putHeader("Content-Type", "text/plain;charset=UTF-8")
          .end("This server has no dashboard; its API is described at /docs/api.\n");
    } else if (path.equals(Delivery.INDEX)) {
      context.next();
    } else {
      context.reroute(Delivery.INDEX);
    }
  }

  private static void addHeaders(MultiMap headers, Delivery delivery) {
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Referrer-Policy", "same-origin");
    headers.set("Cache-Control", delivery.caching());
    if (delivery != Delivery.SERVICE) {
      headers.set(
          "Content-Security-Policy",
          delivery == Delivery.API_DOCUMENTATION ? WITH_INLINE_SCRIPTS : OWN_CONTENT_ONLY);
    }
  }

  private static boolean asksForPage(HttpServerRequest request) {
    String accept = request.getHeader("Accept");
    return accept != null && accept.contains("text/html");
  }

  private static boolean isFile(String path) {
    return path.indexOf('.') > 0
        && DashboardRoutes.class.getClassLoader().getResource(RESOURCES + path) != null;
  }
}
