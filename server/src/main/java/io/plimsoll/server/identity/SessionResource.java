package io.plimsoll.server.identity;

import io.plimsoll.server.platform.crypto.Tokens;
import io.plimsoll.server.platform.http.ErrorCode;
import io.plimsoll.server.platform.http.Fields;
import io.plimsoll.server.platform.http.ProblemException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.CookieParam;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Signing in and out, the own password, and accepting an invitation. */
@Path("/api/v1")
@Tag(name = "session")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class SessionResource {
  private static final Duration LIFETIME = Duration.ofDays(7);

  private final Access access;
  private final Authenticator authenticator;
  private final CredentialStore store;
  private final InstantSource clock;
  private final Attempts attempts = new Attempts();

  public SessionResource(
      Access access, Authenticator authenticator, CredentialStore store, InstantSource clock) {
    this.access = access;
    this.authenticator = authenticator;
    this.store = store;
    this.clock = clock;
  }

  @POST
  @Path("/session")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = Session.class)))
  public Response signIn(SignIn request, @Context SecurityContext security) {
    String email = email(request.email());
    attempts.requireAllowed(email);
    Optional<CredentialStore.Account> account = store.findAccount(email);
    String password = Fields.requiredText("password", request.password());
    Optional<String> hash = account.flatMap(CredentialStore.Account::passwordHash);
    if (hash.isEmpty()) {
      Passwords.spendTimeOf(password);
    }
    if (hash.isEmpty() || !Passwords.matches(password, hash.get())) {
      attempts.failed(email);
      throw new ProblemException(
          ErrorCode.WRONG_CREDENTIALS, "E-mail address or password is wrong.");
    }
    return open(account.orElseThrow(), security.isSecure());
  }

  @GET
  @Path("/session")
  public Session who(@Context SecurityContext security) {
    return Session.of(access.person(security));
  }

  @DELETE
  @Path("/session")
  @APIResponse(responseCode = "204")
  public Response signOut(
      @CookieParam(Credential.Session.COOKIE) @Nullable String token,
      @Context SecurityContext security) {
    Principal.Person person = access.person(security);
    if (token != null) {
      store.closeSession(person.id(), token);
      authenticator.forget();
    }
    return Response.noContent().cookie(cookie("", Duration.ZERO, security.isSecure())).build();
  }

  @PUT
  @Path("/session/password")
  @APIResponse(responseCode = "204")
  public Response changePassword(
      PasswordChange change,
      @CookieParam(Credential.Session.COOKIE) @Nullable String token,
      @Context SecurityContext security) {
    Principal.Person person = access.person(security);
    String current = Fields.requiredText("currentPassword", change.currentPassword());
    String wanted = Fields.requiredText("newPassword", change.newPassword());
    Passwords.requireStrong("newPassword", wanted);
    CredentialStore.Account account = store.findAccount(person.email()).orElseThrow();
    if (account.passwordHash().filter(hash -> Passwords.matches(current, hash)).isEmpty()) {
      throw ProblemException.invalid("currentPassword", "that is not your password.");
    }
    store.changePassword(person.id(), Passwords.hash(wanted), token == null ? "" : token);
    authenticator.forget();
    return Response.noContent().build();
  }

  @POST
  @Path("/invitations/accept")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = Session.class)))
  public Response accept(Acceptance acceptance, @Context SecurityContext security) {
    String password = Fields.requiredText("password", acceptance.password());
    Passwords.requireStrong("password", password);
    String name = Fields.requiredText("name", acceptance.name()).strip();
    String token = Fields.requiredText("token", acceptance.token());
    String email =
        store
            .acceptInvitation(token, name, Passwords.hash(password), clock.instant())
            .orElseThrow(
                () ->
                    new ProblemException(
                        ErrorCode.INVITATION_EXPIRED,
                        "This invitation was used already or has expired; ask for a new one."));
    return open(store.findAccount(email).orElseThrow(), security.isSecure());
  }

  private Response open(CredentialStore.Account account, boolean secure) {
    String token = Tokens.random("pls_");
    store.openSession(account.id(), token, clock.instant().plus(LIFETIME));
    return Response.ok(Session.of(store.person(account)))
        .cookie(cookie(token, LIFETIME, secure))
        .build();
  }

  private static NewCookie cookie(String token, Duration age, boolean secure) {
    return new NewCookie.Builder(Credential.Session.COOKIE)
        .value(token)
        .path("/")
        .httpOnly(true)
        .secure(secure)
        .sameSite(NewCookie.SameSite.STRICT)
        .maxAge((int) age.toSeconds())
        .build();
  }

  static String email(@Nullable String given) {
    String email = Fields.requiredText("email", given).strip().toLowerCase(Locale.ROOT);
    int at = email.indexOf('@');
    if (at < 1 || at == email.length() - 1 || email.length() > 254 || email.contains(" ")) {
      throw ProblemException.invalid("email", "\"%s\" is not an e-mail address.".formatted(email));
    }
    return email;
  }

  /** Credentials of a person. */
  @Schema(requiredProperties = {"email", "password"})
  public record SignIn(@Nullable String email, @Nullable String password) {
    @Override
    public String toString() {
      return "SignIn[" + email + "]";
    }
  }

  /** The old and the new password. */
  @Schema(requiredProperties = {"currentPassword", "newPassword"})
  public record PasswordChange(@Nullable String currentPassword, @Nullable String newPassword) {
    @Override
    public String toString() {
      return "PasswordChange";
    }
  }

  /** What a person fills in to accept an invitation. */
  @Schema(requiredProperties = {"token", "name", "password"})
  public record Acceptance(
      @Nullable String token, @Nullable String name, @Nullable String password) {
    @Override
    public String toString() {
      return "Acceptance[" + name + "]";
    }
  }

  /** Who is signed in, and where they belong. */
  public record Session(User user, List<MembershipView> memberships) {
    static Session of(Principal.Person person) {
      return new Session(
          new User(person.id().toString(), person.email(), person.name()),
          person.memberships().stream().map(MembershipView::of).toList());
    }
  }

  /** A person as others see them. */
  public record User(String id, String email, String name) {}

  /** A place in an organisation. */
  public record MembershipView(NamedSlug organisation, MemberRole role, List<NamedSlug> projects) {
    static MembershipView of(Principal.Membership membership) {
      return new MembershipView(
          new NamedSlug(membership.slug(), membership.name()),
          membership.role(),
          membership.projects().stream()
              .map(each -> new NamedSlug(each.slug(), each.name()))
              .toList());
    }
  }

  /** An address part and the name that people read. */
  public record NamedSlug(String slug, String name) {}
}
