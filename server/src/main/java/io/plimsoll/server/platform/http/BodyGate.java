package io.plimsoll.server.platform.http;

import io.plimsoll.server.platform.config.PlimsollConfig;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.SimpleResourceInfo;
import org.jboss.resteasy.reactive.server.vertx.VertxInputStream;

/**
 * Bounds bodies before they are read. All but streams are read into memory as a whole before their
 * route is entered, so each of them has a limit, which is low for who has not said who they are,
 * and so have all large ones together. A route that takes a stream bounds what it reads by itself.
 */
public final class BodyGate {
  /** The largest of what is no call of a model are exports of OpenTelemetry. */
  static final long MOST = 16L << 20;

  /** Enough to sign in with. */
  static final long MOST_OF_NOBODY = 64L << 10;

  /** So little is worth no account. */
  private static final long SMALL = MOST_OF_NOBODY;

  /** What a body becomes while it is read is some times of what it is. */
  private static final int PART_OF_MEMORY = 16;

  private static final Set<String> WITHOUT_BODY = Set.of("GET", "HEAD", "OPTIONS");

  private final long mostOfCalls;
  private final long room;
  private final AtomicLong held = new AtomicLong();

  public BodyGate(PlimsollConfig config) {
    this.mostOfCalls = config.serving().maxBodyBytes();
    this.room =
        Math.max(Math.max(mostOfCalls, MOST), Runtime.getRuntime().maxMemory() / PART_OF_MEMORY);
  }

  @ServerRequestFilter(nonBlocking = true, priority = 25)
  public void check(
      ContainerRequestContext request, SimpleResourceInfo route, RoutingContext routing) {
    String length = request.getHeaderString(HttpHeaders.CONTENT_LENGTH);
    if (length == null) {
      if (!WITHOUT_BODY.contains(request.getMethod()) && !isStreamed(route)) {
        // Whoever does not say how much is coming is cut off at the limit.
        routing.put(VertxInputStream.MAX_REQUEST_SIZE_KEY, limit(request, route));
      }
      return;
    }
    long bytes = Long.parseLong(length);
    if (bytes <= SMALL || isStreamed(route)) {
      return;
    }
    try {
      requireFit(request, route, bytes);
      hold(routing, bytes);
    } catch (ProblemException refusal) {
      // What is on its way is let pass by unread, so that the caller comes to read the refusal.
      routing.request().resume();
      throw refusal;
    }
  }

  private void requireFit(ContainerRequestContext request, SimpleResourceInfo route, long bytes) {
    long limit = limit(request, route);
    if (bytes <= limit) {
      return;
    }
    if (isNobody(request)) {
      throw new ProblemException(
          ErrorCode.UNAUTHENTICATED,
          "A body of %d bytes is taken only from who has signed in or sends an API key as \"Authorization: Bearer plm_...\"."
              .formatted(bytes));
    }
    throw new ProblemException(
        ErrorCode.TOO_LARGE,
        "The body has %d bytes; at most %d are taken. Send less at once.".formatted(bytes, limit));
  }

  private void hold(RoutingContext routing, long bytes) {
    if (held.addAndGet(bytes) > room) {
      held.addAndGet(-bytes);
      throw new ProblemException(
          ErrorCode.OVERLOADED,
          "Bodies of %d bytes in all are being taken in already; send this one again in a moment."
              .formatted(room));
    }
    AtomicBoolean isHeld = new AtomicBoolean(true);
    routing.addEndHandler(end -> letGo(bytes, isHeld));
    if (routing.response().closed()) {
      // Whoever hung up while we looked who they are has ended before anybody could listen for it.
      letGo(bytes, isHeld);
    }
  }

  private void letGo(long bytes, AtomicBoolean isHeld) {
    if (isHeld.getAndSet(false)) {
      held.addAndGet(-bytes);
    }
  }

  private long limit(ContainerRequestContext request, SimpleResourceInfo route) {
    if (isNobody(request)) {
      return MOST_OF_NOBODY;
    }
    boolean isCall = route.getResourceClass().isAnnotationPresent(ModelCalls.class);
    return isCall ? mostOfCalls : MOST;
  }

  private static boolean isNobody(ContainerRequestContext request) {
    return request.getSecurityContext().getUserPrincipal() == null;
  }

  private static boolean isStreamed(SimpleResourceInfo route) {
    return Arrays.asList(route.parameterTypes()).contains(InputStream.class);
  }
}
