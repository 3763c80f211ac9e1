package io.plimsoll.server.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.plimsoll.server.platform.database.Announcements;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * Turns a credential into a principal. What was found is remembered for a few seconds, so that the
 * hot path does not ask the database; a change of keys or members is announced and empties the
 * memory at once.
 */
@ApplicationScoped
public class Authenticator {
  /** The topic under which changes of keys, sessions and memberships are announced. */
  public static final String TOPIC = "identity";

  private static final Duration REMEMBERED = Duration.ofSeconds(10);

  private final CredentialStore store;
  private final InstantSource clock;
  private final Cache<String, Finding> remembered =
      Caffeine.newBuilder().expireAfterWrite(REMEMBERED).maximumSize(50_000).build();
  private final Cache<String, Boolean> touched =
      Caffeine.newBuilder().expireAfterWrite(Duration.ofMinutes(1)).maximumSize(50_000).build();

  public Authenticator(CredentialStore store, InstantSource clock, Announcements announcements) {
    this.store = store;
    this.clock = clock;
    announcements.subscribe(
        announcement -> {
          if (announcement.topics().contains(TOPIC)) {
            remembered.invalidateAll();
          }
        },
        remembered::invalidateAll);
  }

  /** What is remembered of this credential, if anything is. */
  public Optional<Finding> remembered(Credential credential) {
    return Optional.ofNullable(remembered.getIfPresent(credential.memoryKey()));
  }

  /** The principal of {@code credential}; asks the database if need be, so it may block. */
  public Finding authenticate(Credential credential) {
    Finding known = remembered.getIfPresent(credential.memoryKey());
    if (known != null) {
      return known;
    }
    Optional<Principal> found =
        switch (credential) {
          case Credential.ApiKey key -> store.findMachine(key.secret(), today()).map(this::touch);
          case Credential.Session session ->
              store
                  .findPersonBySession(session.token(), clock.instant())
                  .map(Principal.class::cast);
        };
    Finding finding = found.<Finding>map(Finding.Known::new).orElseGet(Finding.Worthless::new);
    remembered.put(credential.memoryKey(), finding);
    return finding;
  }

  /** Forgets everything that is remembered, in this process. */
  public void forget() {
    remembered.invalidateAll();
  }

  private LocalDate today() {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
  }

  private Principal touch(Principal.Machine machine) {
    String id = machine.keyId().toString();
    if (touched.getIfPresent(id) == null) {
      touched.put(id, true);
      store.touch(machine, clock.instant());
    }
    return machine;
  }

  /** What a credential turned out to be. */
  public sealed interface Finding {
    /** It belongs to this principal. */
    record Known(Principal principal) implements Finding {}

    /** It belongs to nobody: mistyped, revoked or expired. */
    record Worthless() implements Finding {}
  }
}
