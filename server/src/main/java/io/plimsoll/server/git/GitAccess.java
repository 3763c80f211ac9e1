package io.plimsoll.server.git;

import io.plimsoll.server.identity.Authenticator;
import io.plimsoll.server.identity.Credential;
import io.plimsoll.server.identity.KeyScope;
import io.plimsoll.server.identity.Principal;
import io.plimsoll.server.registry.ModelName;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets git in: Basic authentication with an API key as the password and any user, or the key as a
 * bearer token. The project of another key does not exist for this one.
 */
@ApplicationScoped
public class GitAccess {
  private static final String SUFFIX = ".git";

  private final Authenticator authenticator;

  public GitAccess(Authenticator authenticator) {
    this.authenticator = authenticator;
  }

  /** The push or the refusal; {@code sufficient} are the scopes of which one is needed. */
  Entry enter(GitCall call, Set<KeyScope> sufficient) {
    Optional<Credential.ApiKey> key = key(call.authorization());
    if (key.isEmpty()) {
      return refused(
          GitAnswer.unauthenticated(
              "Use any user name, and an API key (plm_...) as the password."));
    }
    Authenticator.Finding finding = authenticator.authenticate(key.get());
    if (!(finding instanceof Authenticator.Finding.Known known)
        || !(known.principal() instanceof Principal.Machine machine)) {
      return refused(
          GitAnswer.unauthenticated("The API key is not valid, or was revoked; use another one."));
    }
    return admit(call, machine, sufficient);
  }

  private static Entry admit(GitCall call, Principal.Machine machine, Set<KeyScope> sufficient) {
    boolean isOwn =
        machine.tenant().organisationSlug().equals(call.organisation())
            && machine.tenant().projectSlug().equals(call.project());
    if (!isOwn) {
      return refused(
          GitAnswer.refused(
              404,
              "The project %s/%s does not exist or is not visible to you."
                  .formatted(call.organisation(), call.project())));
    }
    if (machine.scopes().stream().noneMatch(sufficient::contains)) {
      return refused(
          GitAnswer.refused(
              403, "The key \"%s\" lacks the scope for this.".formatted(machine.name())));
    }
    String name = name(call.repository());
    return ModelName.parse(name)
        .<Entry>map(
            model -> new Entry.Admitted(new Push(machine.tenant(), model, machine.getName())))
        .orElseGet(
            () ->
                refused(
                    GitAnswer.refused(
                        400, "\"%s\" cannot be a model: %s.".formatted(name, ModelName.RULE))));
  }

  private static String name(String repository) {
    return repository.endsWith(SUFFIX)
        ? repository.substring(0, repository.length() - SUFFIX.length())
        : repository;
  }

  private static Optional<Credential.ApiKey> key(@Nullable String authorization) {
    if (authorization == null) {
      return Optional.empty();
    }
    if (authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
      return Optional.of(new Credential.ApiKey(authorization.substring(7).strip()));
    }
    if (!authorization.regionMatches(true, 0, "Basic ", 0, 6)) {
      return Optional.empty();
    }
    try {
      byte[] decoded = Base64.getDecoder().decode(authorization.substring(6).strip());
      String pair = new String(decoded, StandardCharsets.UTF_8);
      int colon = pair.indexOf(':');
      return colon < 0
          ? Optional.empty()
          : Optional.of(new Credential.ApiKey(pair.substring(colon + 1)));
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }

  private static Entry refused(GitAnswer answer) {
    return new Entry.Refused(answer);
  }

  /** Whether a call was let in. */
  sealed interface Entry {
    record Admitted(Push push) implements Entry {}

    record Refused(GitAnswer answer) implements Entry {}
  }
}
