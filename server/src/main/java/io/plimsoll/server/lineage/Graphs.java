package io.plimsoll.server.lineage;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.lineage.GraphStore.Batches;
import io.plimsoll.server.lineage.GraphStore.Named;
import io.plimsoll.server.lineage.NodeKey.Kind;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Puts together the graph around a node, or of the jobs of a project that were heard of last. */
@ApplicationScoped
public class Graphs {
  private static final int RECENT_JOBS = 100;

  private final GraphStore store;
  private final NodeHealth health;

  public Graphs(GraphStore store, NodeHealth health) {
    this.store = store;
    this.health = health;
  }

  /** What is before and after the node, if there is such a node. */
  Optional<Graph> around(Tenant tenant, List<NodeKey> candidates, int depth) {
    OwnDatasets own = own(tenant);
    Optional<NodeKey> start = existing(tenant, candidates, own);
    return start.map(
        key -> {
          Walk walk = new Walk(store, tenant, own);
          walk.up(Set.of(key), depth);
          walk.down(Set.of(key), depth);
          return draw(tenant, walk, own, key, depth);
        });
  }

  /** The jobs that were heard of last, with all that the SDK has told of. */
  Graph ofProject(Tenant tenant) {
    OwnDatasets own = own(tenant);
    Set<NodeKey> starts = new LinkedHashSet<>();
    store.recentJobs(tenant, RECENT_JOBS).forEach(job -> starts.add(NodeKey.job(job)));
    own.allPipelines().forEach(name -> starts.add(new NodeKey(Kind.PIPELINE, name)));
    own.allModels().forEach(name -> starts.add(new NodeKey(Kind.MODEL, name)));
    Walk walk = new Walk(store, tenant, own);
    walk.up(starts, 1);
    walk.down(starts, 1);
    return draw(tenant, walk, own, null, 1);
  }

  private OwnDatasets own(Tenant tenant) {
    List<Batches> batches = store.batches(tenant);
    Set<String> names = batches.stream().map(Batches::dataset).collect(Collectors.toSet());
    return new OwnDatasets(batches, store.called(tenant, names));
  }

  /** The first of the candidates that anybody has told of. */
  private Optional<NodeKey> existing(Tenant tenant, List<NodeKey> candidates, OwnDatasets own) {
    List<UUID> ids =
        candidates.stream()
            .filter(key -> key.kind() == Kind.JOB || key.kind() == Kind.DATASET)
            .map(NodeKey::id)
            .toList();
    Set<UUID> jobs = store.jobs(tenant, ids).keySet();
    Set<UUID> datasets = store.datasets(tenant, ids).keySet();
    return candidates.stream()
        .filter(
            key ->
                switch (key.kind()) {
                  case JOB -> jobs.contains(key.id());
                  case DATASET -> datasets.contains(key.id()) || own.all().contains(key.id());
                  case MODEL -> own.allModels().contains(key.key());
                  case PIPELINE -> own.allPipelines().contains(key.key());
                })
        .findFirst();
  }

  private Graph draw(
      Tenant tenant, Walk walk, OwnDatasets own, @Nullable NodeKey start, int depth) {
    Set<UUID> datasetIds = ids(walk.nodes(), Kind.DATASET);
    Map<UUID, Named> datasets = store.datasets(tenant, datasetIds);
    Map<UUID, Named> jobs = store.jobs(tenant, ids(walk.nodes(), Kind.JOB));
    SameDatasets same = new SameDatasets(datasetIds, walk.same(), datasets.keySet());
    NodeHealth.Known known = health.of(tenant, walk.nodes(), own, datasets);
    Map<NodeKey, Graph.Node> nodes = new LinkedHashMap<>();
    for (NodeKey key : walk.nodes()) {
      NodeKey one = standing(key, same);
      if (!nodes.containsKey(one)) {
        node(one, same, own, datasets, jobs, known).ifPresent(node -> nodes.put(one, node));
      }
    }
    Map<Graph.Edge, Boolean> edges = new LinkedHashMap<>();
    walk.links()
        .forEach(
            (link, isCurrent) -> {
              NodeKey from = standing(link.from(), same);
              NodeKey to = standing(link.to(), same);
              if (nodes.containsKey(from) && nodes.containsKey(to)) {
                Graph.Edge edge =
                    new Graph.Edge(from.toString(), to.toString(), link.kind(), false);
                edges.merge(edge, isCurrent, Boolean::logicalOr);
              }
            });
    List<Graph.Edge> drawn = new ArrayList<>();
    edges.forEach(
        (edge, isCurrent) ->
            drawn.add(new Graph.Edge(edge.from(), edge.to(), edge.kind(), isCurrent)));
    return new Graph(
        start == null ? null : standing(start, same).toString(),
        depth,
        walk.isTruncated(),
        Downstream.mark(List.copyOf(nodes.values()), drawn),
        drawn);
  }

  private static NodeKey standing(NodeKey key, SameDatasets same) {
    return key.kind() == Kind.DATASET ? NodeKey.dataset(same.of(key.id())) : key;
  }

  private static Optional<Graph.Node> node(
      NodeKey key,
      SameDatasets same,
      OwnDatasets own,
      Map<UUID, Named> datasets,
      Map<UUID, Named> jobs,
      NodeHealth.Known known) {
    return switch (key.kind()) {
      case JOB -> Optional.ofNullable(jobs.get(key.id())).map(job -> known.job(key, job));
      case MODEL -> Optional.of(known.model(key));
      case PIPELINE -> Optional.of(known.pipeline(key));
      case DATASET -> {
        Set<UUID> all = same.all(key.id());
        TreeSet<String> names = new TreeSet<>();
        all.stream().flatMap(id -> own.name(id).stream()).forEach(names::add);
        String called = names.isEmpty() ? null : names.getFirst();
        Named named = datasets.get(key.id());
        TreeSet<String> aliases = new TreeSet<>();
        for (UUID id : all) {
          Named other = datasets.get(id);
          if (other != null && !id.equals(key.id())) {
            aliases.add(other.namespace() + " " + other.name());
          }
        }
        yield named == null && called == null
            ? Optional.empty()
            : Optional.of(known.dataset(key, named, all, List.copyOf(aliases), called));
      }
    };
  }

  private static Set<UUID> ids(Set<NodeKey> keys, Kind kind) {
    return keys.stream()
        .filter(key -> key.kind() == kind)
        .map(NodeKey::id)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }
}
