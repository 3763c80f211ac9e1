package io.plimsoll.server.serving;

import io.plimsoll.server.platform.database.ProjectId;
import io.plimsoll.server.registry.ServedVersion;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Which loaded version answers which address. Read by every call without a lock; changed by {@link
 * Serving} alone. A route appears with its version, so a call finds a version that answers or none.
 */
@Singleton
public class Router {
  private final Map<Address, LoadedVersion> production = new ConcurrentHashMap<>();
  private final Map<UUID, LoadedVersion> loaded = new ConcurrentHashMap<>();

  /** A model of a project. */
  record Address(ProjectId project, String model) {}

  /** The version that production points at and that is loaded here. */
  Optional<LoadedVersion> production(ProjectId project, String model) {
    return Optional.ofNullable(production.get(new Address(project, model)));
  }

  /** A version by its number, if it is loaded here. */
  Optional<LoadedVersion> version(ProjectId project, String model, int number) {
    return loaded.values().stream().filter(is(project, model, number)).findFirst();
  }

  List<LoadedVersion> productionOf(ProjectId project) {
    return production.entrySet().stream()
        .filter(entry -> entry.getKey().project().equals(project))
        .map(Map.Entry::getValue)
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

  /** Points production at a loaded version: effective for the next call. */
  void point(LoadedVersion version) {
    production.put(new Address(version.version().project(), version.version().model()), version);
  }

  /** Removes routes of models that production no longer points at. */
  void keepOnly(Collection<ServedVersion> wanted) {
    Map<Address, UUID> targets = new HashMap<>();
    wanted.forEach(
        version ->
            targets.put(new Address(version.project(), version.model()), version.versionId()));
    production.keySet().removeIf(address -> !targets.containsKey(address));
  }

  /** Retires loaded versions that nothing needs any more. */
  void evict(Predicate<LoadedVersion> isNeeded) {
    for (LoadedVersion version : List.copyOf(loaded.values())) {
      boolean isProduction = production.containsValue(version);
      if (!isProduction && !isNeeded.test(version)) {
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
