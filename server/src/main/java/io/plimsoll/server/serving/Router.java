package io.plimsoll.server.serving;

import io.plimsoll.server.platform.database.ProjectId;
import io.plimsoll.server.registry.Environment;
import io.plimsoll.server.registry.ServedEnvironment;
import io.plimsoll.server.registry.ServedVersion;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which loaded version answers which address. Read by every call without a lock; changed by {@link
 * Serving} alone. A route appears with its version, so a call finds a version that answers or none.
 */
@Singleton
public class Router {
  private final Map<Address, Route> production = new ConcurrentHashMap<>();
  private final Map<Place, LoadedVersion> places = new ConcurrentHashMap<>();
  private final Map<UUID, LoadedVersion> loaded = new ConcurrentHashMap<>();
  private volatile @Nullable Set<Address> expected;
  private volatile @Nullable Set<Place> expectedPlaces;

  /** A model of a project. */
  record Address(ProjectId project, String model) {
    static Address of(ServedVersion version) {
      return new Address(version.project(), version.model());
    }
  }

  /** An environment of a model, beside production. */
  record Place(Address address, Environment environment) {
    static Place of(ServedEnvironment wanted) {
      return new Place(Address.of(wanted.version()), wanted.environment());
    }
  }

  /** The version that answers in an environment beside production and is loaded here. */
  Optional<LoadedVersion> placed(Place place) {
    return Optional.ofNullable(places.get(place));
  }

  /** Whether a version is to answer there; true until that is known. */
  boolean isExpected(Place place) {
    Set<Place> known = expectedPlaces;
    return known == null || known.contains(place);
  }

  /** Learns where versions are to answer beside production, and clears all other places. */
  void expectPlaces(Collection<ServedEnvironment> wanted) {
    Set<Place> known = wanted.stream().map(Place::of).collect(Collectors.toUnmodifiableSet());
    places.keySet().retainAll(known);
    expectedPlaces = known;
  }

  /** Lets a loaded version answer in an environment: effective for the next call. */
  void place(Place place, LoadedVersion version) {
    places.compute(
        place,
        (key, present) ->
            present != null && present.version().equals(version.version())
                ? present
                : version.in(place.environment()));
  }

  /** The versions that answer for production and are loaded here. */
  Optional<Route> production(ProjectId project, String model) {
    return Optional.ofNullable(production.get(new Address(project, model)));
  }

  /** The route of a model, if the version is one that answers for its production. */
  @Nullable Route routeOf(ProjectId project, LoadedVersion answeredBy) {
    Route route = production.get(new Address(project, answeredBy.version().model()));
    return route != null && route.answersWith(answeredBy) ? route : null;
  }

  /** A version by its number, if it is loaded here. */
  Optional<LoadedVersion> version(ProjectId project, String model, int number) {
    return loaded.values().stream().filter(is(project, model, number)).findFirst();
  }

  List<LoadedVersion> productionOf(ProjectId project) {
    return production.entrySet().stream()
        .filter(entry -> entry.getKey().project().equals(project))
        .map(entry -> entry.getValue().production())
        .toList();
  }

  /** Every version of the project that is loaded here, in production or not. */
  List<LoadedVersion> loadedOf(ProjectId project) {
    return loaded.values().stream()
        .filter(version -> version.version().project().equals(project))
        .sorted(
            Comparator.comparing((LoadedVersion version) -> version.version().model())
                .thenComparing(version -> version.version().number()))
        .toList();
  }

  /** Every version that is loaded here. */
  List<LoadedVersion> loaded() {
    return List.copyOf(loaded.values());
  }

  /** Models of the project that production points at and that do not answer here yet. */
  List<String> awaitedOf(ProjectId project) {
    Set<Address> known = expected;
    return known == null
        ? List.of()
        : known.stream()
            .filter(address -> address.project().equals(project))
            .filter(address -> !production.containsKey(address))
            .map(Address::model)
            .sorted()
            .toList();
  }

  Optional<LoadedVersion> byId(UUID versionId) {
    return Optional.ofNullable(loaded.get(versionId));
  }

  /** Makes a version reachable by its number. If another was faster, that one is kept. */
  LoadedVersion add(LoadedVersion version) {
    LoadedVersion present = loaded.putIfAbsent(version.version().versionId(), version);
    if (present != null) {
      version.retire();
      return present;
    }
    return version;
  }

  /** Points production at loaded versions: effective for the next call. Returns what was before. */
  Optional<Route> point(Route route) {
    Address address = Address.of(route.production().version());
    return Optional.ofNullable(production.put(address, route));
  }

  /** Learns what production points at, loaded or not, and removes the routes of all else. */
  void expect(Collection<ServedVersion> wanted) {
    Set<Address> addresses =
        wanted.stream().map(Address::of).collect(Collectors.toUnmodifiableSet());
    production.keySet().retainAll(addresses);
    expected = addresses;
  }

  /** Whether there is such a model, although it may still be loading; true until that is known. */
  boolean isExpected(ProjectId project, String model) {
    Set<Address> known = expected;
    return known == null || known.contains(new Address(project, model));
  }

  /** Whether everything that production points at answers here. */
  boolean isComplete() {
    Set<Address> known = expected;
    return known != null && production.keySet().containsAll(known);
  }

  /** Retires loaded versions that nothing needs any more. */
  void evict(Predicate<LoadedVersion> isNeeded) {
    for (LoadedVersion version : List.copyOf(loaded.values())) {
      boolean isReached =
          production.values().stream().anyMatch(route -> route.leadsTo(version))
              || places.values().stream()
                  .anyMatch(placed -> placed.version().equals(version.version()));
      if (!isReached && !isNeeded.test(version)) {
        loaded.remove(version.version().versionId(), version);
        version.retire();
      }
    }
  }

  private static Predicate<LoadedVersion> is(ProjectId project, String model, int number) {
    return version ->
        version.version().number() == number
            && version.version().model().equals(model)
            && version.version().project().equals(project);
  }
}
