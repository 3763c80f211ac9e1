package io.plimsoll.server.serving;

import io.plimsoll.server.identity.CredentialStore;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.database.ProjectId;
import io.plimsoll.server.registry.ModelStore;
import io.plimsoll.server.registry.ServedEnvironment;
import io.plimsoll.server.registry.ServedShadow;
import io.plimsoll.server.registry.ServedSplit;
import io.plimsoll.server.registry.ServedVersion;
import io.plimsoll.server.registry.ShadowStore;
import io.plimsoll.server.registry.SplitStore;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What the registry asks to be served. A project is read anew when a change of it was announced, so
 * that a change takes effect at once however many projects there are. Anybody may say what is
 * outdated; one thread reads.
 */
@Singleton
public class WantedVersions {
  private final CredentialStore tenants;
  private final ModelStore registry;
  private final SplitStore splits;
  private final ShadowStore shadows;
  private final Map<ProjectId, Wish> byProject = new HashMap<>();
  private final Set<ProjectId> outdated = ConcurrentHashMap.newKeySet();
  private volatile boolean isAllOutdated = true;

  public WantedVersions(
      CredentialStore tenants, ModelStore registry, SplitStore splits, ShadowStore shadows) {
    this.tenants = tenants;
    this.registry = registry;
    this.splits = splits;
    this.shadows = shadows;
  }

  /** What is to answer for production, and in the environments beside it. */
  record Wish(List<Wanted> production, List<ServedEnvironment> beside) {
    Wish {
      production = List.copyOf(production);
      beside = List.copyOf(beside);
    }
  }

  void outdate(ProjectId project) {
    outdated.add(project);
  }

  void outdateAll() {
    isAllOutdated = true;
  }

  /** All that is wanted; asks only for what is outdated. */
  Wish read() {
    // Taken back before the first question, so that a change in between is not lost.
    boolean isAll = isAllOutdated;
    isAllOutdated = false;
    Set<ProjectId> changed = Set.copyOf(outdated);
    outdated.removeAll(changed);
    try {
      return read(project -> isAll || changed.contains(project));
    } catch (RuntimeException failure) {
      isAllOutdated = true;
      throw failure;
    }
  }

  private Wish read(Predicate<ProjectId> isOutdated) {
    List<Tenant> all = tenants.allProjects();
    byProject.keySet().retainAll(all.stream().map(Tenant::project).toList());
    List<Wanted> production = new ArrayList<>();
    List<ServedEnvironment> beside = new ArrayList<>();
    for (Tenant tenant : all) {
      if (isOutdated.test(tenant.project()) || !byProject.containsKey(tenant.project())) {
        byProject.put(tenant.project(), ask(tenant));
      }
      Wish wish = byProject.get(tenant.project());
      if (wish != null) {
        production.addAll(wish.production());
        beside.addAll(wish.beside());
      }
    }
    return new Wish(production, beside);
  }

  private Wish ask(Tenant tenant) {
    Map<String, ServedSplit> divided =
        splits.inForce(tenant).stream()
            .collect(Collectors.toMap(ServedSplit::model, Function.identity()));
    Map<String, ServedShadow> shadowed =
        shadows.inForce(tenant).stream()
            .collect(Collectors.toMap(each -> each.version().model(), Function.identity()));
    List<Wanted> wanted = new ArrayList<>();
    for (ServedVersion version : registry.productionVersions(tenant)) {
      wanted.add(
          new Wanted(
              version,
              Optional.ofNullable(divided.get(version.model())),
              Optional.ofNullable(shadowed.get(version.model()))));
    }
    return new Wish(wanted, registry.environmentVersions(tenant));
  }
}
