package io.plimsoll.server.live;

import io.plimsoll.server.identity.Credential;
import io.plimsoll.server.live.LiveDoor.Admission;
import io.plimsoll.server.platform.http.Addresses;
import io.quarkus.websockets.next.HttpUpgradeCheck;
import io.quarkus.websockets.next.UserData.TypedKey;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/**
 * Checks a caller before the connection becomes a WebSocket, so that nobody uninvited gets as far
 * as an open connection.
 */
@ApplicationScoped
public class LiveUpgrade implements HttpUpgradeCheck {
  static final TypedKey<Visitor> VISITOR = new TypedKey<>("visitor");

  private final LiveDoor door;
  private final Addresses addresses;
  private final Executor blocking = Executors.newVirtualThreadPerTaskExecutor();

  public LiveUpgrade(LiveDoor door, Addresses addresses) {
    this.door = door;
    this.addresses = addresses;
  }

  @Override
  public Uni<CheckResult> perform(HttpUpgradeContext upgrade) {
    HttpServerRequest request = upgrade.httpRequest();
    Optional<Credential> credential = credential(request);
    if (credential.isEmpty()) {
      return CheckResult.rejectUpgrade(
          401, Map.of("WWW-Authenticate", List.of("Bearer realm=\"plimsoll\"")));
    }
    if (credential.get() instanceof Credential.Session && !isOwnPage(request)) {
      return CheckResult.rejectUpgrade(403);
    }
    String organisation = upgrade.pathParam("organisation");
    String project = upgrade.pathParam("project");
    Context loop = Objects.requireNonNull(Vertx.currentContext(), "not on an event loop");
    return Uni.createFrom()
        .item(() -> door.admit(credential.get(), organisation, project))
        .runSubscriptionOn(blocking)
        .emitOn(answer -> loop.runOnContext(ignored -> answer.run()))
        .map(
            admission ->
                switch (admission) {
                  case Admission.Admitted admitted -> {
                    upgrade
                        .userData()
                        .put(VISITOR, new Visitor(credential.get(), admitted.tenant()));
                    yield CheckResult.permitUpgradeSync();
                  }
                  case Admission.Refused refused ->
                      CheckResult.rejectUpgradeSync(refused.code().status());
                });
  }

  static Optional<Credential> credential(HttpServerRequest request) {
    String authorization = request.getHeader("Authorization");
    if (authorization != null && authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
      return Optional.of(new Credential.ApiKey(authorization.substring(7).strip()));
    }
    String key = request.getHeader("X-Api-Key");
    if (key != null) {
      return Optional.of(new Credential.ApiKey(key.strip()));
    }
    Cookie cookie = request.getCookie(Credential.Session.COOKIE);
    return cookie == null
        ? Optional.empty()
        : Optional.of(new Credential.Session(cookie.getValue()));
  }

  private boolean isOwnPage(HttpServerRequest request) {
    String origin = request.getHeader("Origin");
    return origin == null
        || isOwn(origin, Optional.ofNullable(request.getHeader("Host")), addresses.publicUrl());
  }

  /**
   * A browser lets any site open a WebSocket to any other and sends the cookie along; the origin is
   * what tells our own page from theirs. Behind a proxy the host may be one that only the proxy
   * knows, so the public address counts too.
   */
  static boolean isOwn(String origin, Optional<String> host, URI publicUrl) {
    String scheme = origin.replaceFirst("://.*", "");
    String authority = origin.replaceFirst("^[^/]*://", "");
    boolean isWeb = scheme.equals("http") || scheme.equals("https");
    return isWeb
        && (host.filter(authority::equals).isPresent()
            || authority.equals(publicUrl.getAuthority()));
  }
}
