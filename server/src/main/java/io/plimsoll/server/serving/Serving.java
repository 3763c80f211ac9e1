package io.plimsoll.server.serving;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.database.Announcement;
import io.plimsoll.server.platform.database.Announcements;
import io.plimsoll.server.registry.ModelName;
import io.plimsoll.server.registry.ModelStore;
import io.plimsoll.server.registry.ServedEnvironment;
import io.plimsoll.server.registry.ServedShadow;
import io.plimsoll.server.registry.ServedVersion;
import io.plimsoll.server.serving.Router.Address;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * The serving role: keeps what is loaded in step with what the aliases point at. It looks when a
 * change is announced and every few seconds besides; a version is loaded beside the one that serves
 * and takes over when it is ready, so that a failure to load changes nothing for callers. Where
 * calls are divided over several versions, all of them are loaded before the first is divided.
 */
@Singleton
public class Serving {
  private static final Logger LOG = Logger.getLogger(Serving.class);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(5);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(30);
  private static final Duration KEEP_UNUSED = Duration.ofMinutes(10);

  private final ModelStore registry;
  private final WantedVersions wanted;
  private final VersionLoader loader;
  private final ReplicaStore replicas;
  private final Router router;
  private final ServingMeters meters;
  private final WorkerReports workers;
  private final InstantSource clock;
  private final Semaphore changes = new Semaphore(0);
  private final Semaphore loads = new Semaphore(2);
  private final Map<UUID, Instant> asked = new ConcurrentHashMap<>();
  private final Map<UUID, Instant> failedAt = new ConcurrentHashMap<>();
  private final Departures departures = new Departures(KEEP_UNUSED);
  private final ExecutorService loading = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<UUID, Boolean> underWay = new ConcurrentHashMap<>();
  private volatile boolean isRunning;

  public Serving(
      ModelStore registry,
      WantedVersions wanted,
      VersionLoader loader,
      ReplicaStore replicas,
      Router router,
      ServingMeters meters,
      WorkerReports workers,
      InstantSource clock,
      Announcements announcements) {
    this.registry = registry;
    this.wanted = wanted;
    this.loader = loader;
    this.replicas = replicas;
    this.router = router;
    this.meters = meters;
    this.workers = workers;
    this.clock = clock;
    announcements.subscribe(
        announcement -> {
          if (announcement.topics().contains(ModelStore.TOPIC)
              || announcement.topics().contains(Announcement.EVERYTHING)) {
            wanted.outdate(announcement.project());
            changes.release();
          }
        },
        () -> {
          wanted.outdateAll();
          changes.release();
        });
  }

  public void start() {
    isRunning = true;
    Thread.ofVirtual().name("serving").start(this::followAliases);
  }

  public void stop() {
    isRunning = false;
    changes.release();
    loading.shutdownNow();
    router.expect(List.of());
    router.expectPlaces(List.of());
    router.evict(version -> false);
  }

  /** What became of the wish for a version. */
  sealed interface Asked {
    record Here(LoadedVersion version) implements Asked {}

    /** It exists and is being loaded. */
    record Loading() implements Asked {}

    record Unknown() implements Asked {}
  }

  /** Notes that somebody called a version by its number, so that it stays. */
  void called(LoadedVersion version) {
    asked.put(version.version().versionId(), clock.instant());
  }

  /** Asks for a version that production need not point at. */
  Asked ask(Tenant tenant, ModelName model, int number) {
    Optional<LoadedVersion> present = router.version(tenant.project(), model.text(), number);
    if (present.isPresent()) {
      called(present.get());
      return new Asked.Here(present.get());
    }
    Optional<ServedVersion> known = registry.findServed(tenant, model, number);
    if (known.isEmpty()) {
      return new Asked.Unknown();
    }
    asked.put(known.get().versionId(), clock.instant());
    load(known.get(), loaded -> {});
    return new Asked.Loading();
  }

  private void followAliases() {
    while (isRunning) {
      try {
        look();
      } catch (RuntimeException failure) {
        LOG.warnf("cannot follow the aliases now: %s", failure.toString());
      }
      awaitChange();
    }
  }

  private void look() {
    WantedVersions.Wish wish = wanted.read();
    router.expect(wish.production().stream().map(Wanted::production).toList());
    router.expectPlaces(wish.beside());
    wish.production().forEach(this::follow);
    wish.beside().forEach(this::follow);

    Instant now = clock.instant();
    Instant longAgo = now.minus(KEEP_UNUSED);
    router.evict(
        version -> {
          UUID id = version.version().versionId();
          return asked.getOrDefault(id, Instant.MIN).isAfter(longAgo) || departures.isKept(id, now);
        });
    List<LoadedVersion> loaded = router.loaded();
    meters.follow(loaded);
    workers.follow(loaded);
  }

  /**
   * Loads what is missing of a model, and points production at it once all is there. Until then
   * callers meet what they met before; where that was another production version, or none, they
   * meet the new one alone as soon as it is loaded.
   */
  private void follow(Wanted wanted) {
    boolean isComplete = true;
    for (ServedVersion version : wanted.versions()) {
      if (router.byId(version.versionId()).isEmpty()) {
        isComplete = false;
        if (isDue(version)) {
          boolean isProduction = version.versionId().equals(wanted.production().versionId());
          load(version, isProduction ? this::takeOver : loaded -> {});
        }
      }
    }
    wanted
        .shadow()
        .map(ServedShadow::version)
        .filter(shadow -> router.byId(shadow.versionId()).isEmpty() && isDue(shadow))
        .ifPresent(shadow -> load(shadow, loaded -> {}));
    if (isComplete) {
      wanted.route(router).ifPresent(this::point);
    } else {
      router
          .byId(wanted.production().versionId())
          .filter(production -> !isServed(production))
          .ifPresent(production -> point(Route.to(production)));
    }
  }

  /** Lets an environment beside production go on with what it has until the version is loaded. */
  private void follow(ServedEnvironment wanted) {
    Router.Place place = Router.Place.of(wanted);
    ServedVersion version = wanted.version();
    Optional<LoadedVersion> loaded = router.byId(version.versionId());
    if (loaded.isPresent()) {
      router.place(place, loaded.get());
    } else if (isDue(version)) {
      load(version, arrived -> router.place(place, arrived));
    }
  }

  private void takeOver(LoadedVersion production) {
    if (!isServed(production)) {
      point(Route.to(production));
    }
  }

  private boolean isServed(LoadedVersion production) {
    ServedVersion version = production.version();
    return router
        .production(version.project(), version.model())
        .filter(route -> route.production() == production)
        .isPresent();
  }

  private void point(Route route) {
    Instant now = clock.instant();
    router
        .point(route)
        .ifPresent(
            before -> {
              for (LoadedVersion version : before.versions()) {
                if (!route.leadsTo(version)) {
                  departures.left(
                      Address.of(version.version()), version.version().versionId(), now);
                }
              }
            });
  }

  private boolean isDue(ServedVersion version) {
    Instant failed = failedAt.get(version.versionId());
    return failed == null || failed.plus(RETRY_AFTER).isBefore(clock.instant());
  }

  /**
   * Loads a version in the background, unless that is under way.
   *
   * @param arrive what it does before anybody hears that it is ready
   */
  private void load(ServedVersion version, Consumer<LoadedVersion> arrive) {
    if (underWay.putIfAbsent(version.versionId(), true) == null) {
      loading.execute(
          () -> {
            try {
              loadNow(version, arrive);
            } finally {
              underWay.remove(version.versionId());
            }
          });
    }
  }

  private void loadNow(ServedVersion version, Consumer<LoadedVersion> arrive) {
    try {
      loads.acquire();
      try {
        replicas.report(version, ReplicaStore.State.LOADING, Optional.empty());
        LoadedVersion loaded = router.add(loader.load(version));
        failedAt.remove(version.versionId());
        arrive.accept(loaded);
        replicas.report(version, ReplicaStore.State.READY, Optional.empty());
        // The alias may have moved on while this was loading.
        changes.release();
      } finally {
        loads.release();
      }
    } catch (VersionLoader.LoadException failure) {
      failedAt.put(version.versionId(), clock.instant());
      LOG.warnf(
          "%s v%d cannot be loaded: %s", version.model(), version.number(), failure.getMessage());
      replicas.report(
          version, ReplicaStore.State.FAILED, Optional.of(String.valueOf(failure.getMessage())));
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException failure) {
      failedAt.put(version.versionId(), clock.instant());
      LOG.errorf(failure, "%s v%d cannot be loaded", version.model(), version.number());
    }
  }

  private void awaitChange() {
    try {
      if (changes.tryAcquire(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
        changes.drainPermits();
      } else {
        // An announcement may have been lost on its way.
        wanted.outdateAll();
      }
    } catch (InterruptedException stop) {
      isRunning = false;
    }
  }
}
