package io.plimsoll.server.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.plimsoll.server.platform.database.Announcements;
import io.plimsoll.server.platform.database.DatabaseAwayException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Turns a credential into a principal. What was found is remembered for a few seconds, so that the
 * hot path does not ask the database; a change of keys or members is announced and empties the
 * memory at once.
 *
 * <p>While the database is away, keys go on opening the doors that do not need it: what a key stood
 * for when it was last asked for holds until it can be asked again. Keys only, because what people
 * do needs the database anyway.
 */
@ApplicationScoped
public class Authenticator {
  private static final Logger LOG = Logger.getLogger(Authenticator.class);

  /** The topic under which changes of keys, sessions and memberships are announced. */
  public static final String TOPIC = "identity";

  private static final Duration REMEMBERED = Duration.ofSeconds(10);

  /** How long a key is let in by what was known of it when the database went away. */
  private static final Duration BELIEVED = Duration.ofHours(24);

  /** How long a key that is known waits for the database to say so again. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  /** After a question that was not answered, nobody asks again for so long. */
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final CredentialStore store;
  private final InstantSource clock;
  private final ExecutorService questions = Executors.newVirtualThreadPerTaskExecutor();
  private final Set<String> asked = ConcurrentHashMap.newKeySet();
  private final AtomicLong silentUntil = new AtomicLong(System.nanoTime());
  private final Cache<String, Finding.Known> believed =
      Caffeine.newBuilder().expireAfterWrite(BELIEVED).maximumSize(50_000).build();
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
            forget();
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
    Finding.Known before = believed.getIfPresent(credential.memoryKey());
    return before == null ? ask(credential) : askAgain(credential, before);
  }

  /** Asks about a key that is known, and takes no answer in time for the same as before. */
  private Finding askAgain(Credential credential, Finding.Known before) {
    String key = credential.memoryKey();
    if (System.nanoTime() - silentUntil.get() < 0 || !asked.add(key)) {
      return before;
    }
    Future<Finding> answer = questions.submit(() -> askOnce(credential));
    try {
      return answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException slow) {
      return believe(before, "it did not answer in time");
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof RuntimeException cause
          && !DatabaseAwayException.isBelow(cause)) {
        throw cause;
      }
      return believe(before, failure.getMessage());
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      return before;
    }
  }

  private Finding believe(Finding.Known before, @Nullable String reason) {
    silentUntil.set(System.nanoTime() + PAUSE.toNanos());
    LOG.warnf("the database cannot be asked about a key, which is believed: %s", reason);
    return before;
  }

  private Finding askOnce(Credential credential) {
    try {
      return ask(credential);
    } finally {
      asked.remove(credential.memoryKey());
    }
  }

  private Finding ask(Credential credential) {
    Optional<Principal> found =
        switch (credential) {
          case Credential.ApiKey key -> store.findMachine(key.secret(), today()).map(this::touch);
          case Credential.Session session ->
              store
                  .findPersonBySession(session.token(), clock.instant())
                  .map(Principal.class::cast);
        };
    String memory = credential.memoryKey();
    Finding finding = found.<Finding>map(Finding.Known::new).orElseGet(Finding.Worthless::new);
    remembered.put(memory, finding);
    if (credential instanceof Credential.ApiKey && finding instanceof Finding.Known known) {
      believed.put(memory, known);
    } else {
      believed.invalidate(memory);
    }
    return finding;
  }

  /** Forgets everything that is remembered, in this process. */
  public void forget() {
    remembered.invalidateAll();
    believed.invalidateAll();
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
