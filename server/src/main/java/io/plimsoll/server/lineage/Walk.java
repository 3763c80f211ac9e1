package io.plimsoll.server.lineage;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.lineage.Graph.EdgeKind;
import io.plimsoll.server.lineage.GraphStore.JobEdge;
import io.plimsoll.server.lineage.GraphStore.Same;
import io.plimsoll.server.lineage.NodeKey.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * A walk through the graph, a step at a time, against the flow of data and with it. Ids of one
 * dataset are no step apart. Not thread-safe.
 */
final class Walk {
  /** More than so many nodes nobody can look at. */
  static final int MOST_NODES = 400;

  private final GraphStore store;
  private final Tenant tenant;
  private final OwnDatasets own;
  private final Set<NodeKey> nodes = new LinkedHashSet<>();
  private final Map<Link, Boolean> links = new LinkedHashMap<>();
  private final Set<Same> same = new LinkedHashSet<>();
  private boolean isTruncated;

  Walk(GraphStore store, Tenant tenant, OwnDatasets own) {
    this.store = store;
    this.tenant = tenant;
    this.own = own;
  }

  /** An edge. */
  record Link(NodeKey from, NodeKey to, EdgeKind kind) {}

  Set<NodeKey> nodes() {
    return nodes;
  }

  /** Each edge, and whether it is current. */
  Map<Link, Boolean> links() {
    return links;
  }

  Set<Same> same() {
    return same;
  }

  boolean isTruncated() {
    return isTruncated;
  }

  /** Against the flow of data, so many steps. */
  void up(Set<NodeKey> starts, int depth) {
    go(starts, depth, false);
  }

  /** With the flow of data, so many steps. */
  void down(Set<NodeKey> starts, int depth) {
    go(starts, depth, true);
  }

  private void go(Set<NodeKey> starts, int depth, boolean isDown) {
    Set<NodeKey> seen = new HashSet<>();
    Set<NodeKey> frontier = closed(starts, seen);
    for (int step = 0; step < depth && !frontier.isEmpty(); step++) {
      Set<NodeKey> next = new LinkedHashSet<>();
      for (Link link : isDown ? after(frontier) : before(frontier)) {
        NodeKey other = isDown ? link.to() : link.from();
        if (nodes.size() >= MOST_NODES && !nodes.contains(other)) {
          isTruncated = true;
          links.remove(link);
        } else if (!seen.contains(other)) {
          nodes.add(other);
          next.add(other);
        }
      }
      frontier = closed(next, seen);
    }
  }

  /** With all other ids of the datasets among them, of those that were not there before. */
  private Set<NodeKey> closed(Set<NodeKey> keys, Set<NodeKey> seen) {
    Set<NodeKey> all = new LinkedHashSet<>(keys);
    all.removeAll(seen);
    Set<UUID> open = ids(all, Kind.DATASET);
    while (!open.isEmpty()) {
      List<Same> pairs = new ArrayList<>(store.same(tenant, open));
      for (UUID id : open) {
        own.same(id)
            .forEach(
                other ->
                    pairs.add(
                        own.name(id).isPresent() ? new Same(other, id) : new Same(id, other)));
      }
      Set<UUID> found = new LinkedHashSet<>();
      for (Same pair : pairs) {
        same.add(pair);
        for (UUID id : List.of(pair.dataset(), pair.other())) {
          if (all.add(NodeKey.dataset(id))) {
            found.add(id);
          }
        }
      }
      open = found;
    }
    nodes.addAll(all);
    seen.addAll(all);
    return all;
  }

  private List<Link> before(Set<NodeKey> of) {
    List<Link> found = new ArrayList<>();
    note(found, store.ofJobs(tenant, ids(of, Kind.JOB), EdgeKind.READS));
    note(found, store.ofDatasets(tenant, ids(of, Kind.DATASET), EdgeKind.WRITES));
    for (NodeKey key : of) {
      if (key.kind() == Kind.MODEL) {
        own.ofModel(key.key()).forEach(id -> feeds(found, id, key.key()));
      } else if (key.kind() == Kind.DATASET) {
        own.pipelines(key.id()).forEach(name -> checks(found, name, key.id()));
      }
    }
    return found;
  }

  private List<Link> after(Set<NodeKey> of) {
    List<Link> found = new ArrayList<>();
    note(found, store.ofJobs(tenant, ids(of, Kind.JOB), EdgeKind.WRITES));
    note(found, store.ofDatasets(tenant, ids(of, Kind.DATASET), EdgeKind.READS));
    for (NodeKey key : of) {
      if (key.kind() == Kind.PIPELINE) {
        own.ofPipeline(key.key()).forEach(id -> checks(found, key.key(), id));
      } else if (key.kind() == Kind.DATASET) {
        own.models(key.id()).forEach(name -> feeds(found, key.id(), name));
      }
    }
    return found;
  }

  private void note(List<Link> found, List<JobEdge> edges) {
    for (JobEdge edge : edges) {
      NodeKey job = NodeKey.job(edge.job());
      NodeKey dataset = NodeKey.dataset(edge.dataset());
      Link link =
          edge.kind() == EdgeKind.READS
              ? new Link(dataset, job, EdgeKind.READS)
              : new Link(job, dataset, EdgeKind.WRITES);
      links.put(link, edge.isCurrent());
      found.add(link);
    }
  }

  private void feeds(List<Link> found, UUID dataset, String model) {
    add(found, new Link(NodeKey.dataset(dataset), new NodeKey(Kind.MODEL, model), EdgeKind.FEEDS));
  }

  private void checks(List<Link> found, String pipeline, UUID dataset) {
    add(
        found,
        new Link(new NodeKey(Kind.PIPELINE, pipeline), NodeKey.dataset(dataset), EdgeKind.CHECKS));
  }

  private void add(List<Link> found, Link link) {
    links.put(link, true);
    found.add(link);
  }

  private static Set<UUID> ids(Set<NodeKey> keys, Kind kind) {
    Set<UUID> ids = new LinkedHashSet<>();
    keys.stream().filter(key -> key.kind() == kind).forEach(key -> ids.add(key.id()));
    return ids;
  }
}
