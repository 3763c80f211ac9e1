package io.plimsoll.server.identity;

import io.plimsoll.server.platform.http.ErrorCode;
import io.plimsoll.server.platform.http.ProblemException;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Cookie;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Resolves every request to a {@link Principal} before a handler runs. A remembered credential
 * costs a look-up in memory and stays on the event loop; an unknown one is asked for on a virtual
 * thread. A credential that is wrong is refused here, also on open routes, so that a mistyped key
 * never passes as nobody.
 */
public final class Authentication {
  private static final String CSRF_HEADER = "X-Plimsoll-Request";
  private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD", "OPTIONS");
  private static final String SESSION_PATH = "/api/v1/session";

  private final Authenticator authenticator;
  private final Executor blocking = Executors.newVirtualThreadPerTaskExecutor();

  public Authentication(Authenticator authenticator) {
    this.authenticator = authenticator;
  }

  @ServerRequestFilter(nonBlocking = true, priority = 20)
  public Uni<Response> authenticate(ContainerRequestContext request) {
    Optional<Credential> credential = credential(request);
    if (credential.isEmpty()) {
      return Uni.createFrom().nullItem();
    }
    Credential given = credential.get();
    Optional<Authenticator.Finding> known = authenticator.remembered(given);
    if (known.isPresent()) {
      admit(request, given, known.get());
      return Uni.createFrom().nullItem();
    }
    return Uni.createFrom()
        .item(() -> authenticator.authenticate(given))
        .runSubscriptionOn(blocking)
        .invoke(found -> admit(request, given, found))
        .replaceWith(Uni.createFrom().nullItem());
  }

  private static Optional<Credential> credential(ContainerRequestContext request) {
    Optional<Credential> key =
        Credential.ApiKey.find(
            request.getHeaderString(HttpHeaders.AUTHORIZATION),
            request.getHeaderString(Credential.ApiKey.HEADER));
    if (key.isPresent()) {
      return key;
    }
    Cookie cookie = request.getCookies().get(Credential.Session.COOKIE);
    return cookie == null
        ? Optional.empty()
        : Optional.of(new Credential.Session(cookie.getValue()));
  }

  private static void admit(
      ContainerRequestContext request, Credential given, Authenticator.Finding finding) {
    switch (finding) {
      case Authenticator.Finding.Known known -> {
        if (given instanceof Credential.Session) {
          requireOwnPage(request);
        }
        request.setSecurityContext(
            new Admitted(known.principal(), request.getSecurityContext().isSecure()));
      }
      case Authenticator.Finding.Worthless worthless -> {
        // An expired session is nobody: the sign-in page must stay reachable with the old cookie.
        if (given instanceof Credential.ApiKey) {
          throw worthless();
        }
      }
    }
  }

  /** The refusal of a key that belongs to nobody, at whatever door. */
  public static ProblemException worthless() {
    return new ProblemException(
        ErrorCode.WRONG_CREDENTIALS, "The API key is not valid, or was revoked.");
  }

  /**
   * A browser sends the cookie with requests that another site made it send; it does not let that
   * site add a header.
   */
  private static void requireOwnPage(ContainerRequestContext request) {
    boolean isSafe = SAFE_METHODS.contains(request.getMethod());
    boolean isSignIn =
        request.getMethod().equals("POST") && request.getUriInfo().getPath().equals(SESSION_PATH);
    if (!isSafe && !isSignIn && request.getHeaderString(CSRF_HEADER) == null) {
      throw new ProblemException(
          ErrorCode.CSRF_HEADER_MISSING,
          "Requests with the session cookie that change something need the header "
              + CSRF_HEADER
              + ": dashboard.");
    }
  }

  private record Admitted(Principal principal, boolean secure) implements SecurityContext {
    @Override
    public Principal getUserPrincipal() {
      return principal;
    }

    @Override
    public boolean isUserInRole(String role) {
      return false;
    }

    @Override
    public boolean isSecure() {
      return secure;
    }

    @Override
    public String getAuthenticationScheme() {
      return "plimsoll";
    }
  }
}
