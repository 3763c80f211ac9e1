package io.plimsoll.server.lineage;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.lineage.GraphStore.Named;
import io.plimsoll.server.lineage.HealthStore.Batch;
import io.plimsoll.server.lineage.HealthStore.Findings;
import io.plimsoll.server.lineage.HealthStore.Firing;
import io.plimsoll.server.lineage.HealthStore.Runs;
import io.plimsoll.server.lineage.HealthStore.Stages;
import io.plimsoll.server.lineage.NodeKey.Kind;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Looks once for all nodes of a graph at what tells how they fare. */
@ApplicationScoped
public class NodeHealth {
  private final HealthStore store;

  public NodeHealth(HealthStore store) {
    this.store = store;
  }

  Known of(Tenant tenant, Collection<NodeKey> nodes, OwnDatasets own, Map<UUID, Named> datasets) {
    Set<UUID> ids = ids(nodes, Kind.DATASET);
    Set<String> names = new TreeSet<>();
    ids.forEach(id -> own.name(id).ifPresent(names::add));
    Set<String> models = keys(nodes, Kind.MODEL);
    return new Known(
        store.jobs(tenant, ids(nodes, Kind.JOB)),
        store.datasets(tenant, ids),
        store.batches(tenant, names),
        store.firing(tenant, models).stream().collect(Collectors.groupingBy(Firing::of)),
        store.judged(tenant, models),
        store.pipelines(tenant, keys(nodes, Kind.PIPELINE)),
        datasets);
  }

  private static Set<UUID> ids(Collection<NodeKey> nodes, Kind kind) {
    return nodes.stream()
        .filter(key -> key.kind() == kind)
        .map(NodeKey::id)
        .collect(Collectors.toSet());
  }

  private static Set<String> keys(Collection<NodeKey> nodes, Kind kind) {
    return nodes.stream()
        .filter(key -> key.kind() == kind)
        .map(NodeKey::key)
        .collect(Collectors.toSet());
  }

  /** What is known of the nodes of one graph. */
  record Known(
      Map<UUID, Runs> jobs,
      Map<UUID, Findings> findings,
      Map<String, Batch> batches,
      Map<String, List<Firing>> firing,
      Map<String, Instant> judged,
      Map<String, Stages> pipelines,
      Map<UUID, Named> datasets) {

    Graph.Node job(NodeKey key, Named job) {
      Runs runs = jobs.get(job.id());
      Health health = Diagnosis.ofJob(runs);
      return node(
          key,
          job.namespace(),
          job.name(),
          health,
          runs == null ? null : runs.state(),
          runs == null ? job.seenAt() : runs.startedAt());
    }

    Graph.Node model(NodeKey key) {
      return node(
          key,
          null,
          key.key(),
          Diagnosis.ofModel(firing.getOrDefault(key.key(), List.of()), judged.get(key.key())),
          null,
          judged.get(key.key()));
    }

    Graph.Node pipeline(NodeKey key) {
      Stages stages = pipelines.get(key.key());
      Instant at = stages == null ? null : later(stages.ok(), stages.failed());
      return node(key, null, key.key(), Diagnosis.ofPipeline(stages), null, at);
    }

    /** A dataset fares as the worst that is known of any of its names. */
    Graph.Node dataset(
        NodeKey key,
        @Nullable Named named,
        Set<UUID> ids,
        List<String> aliases,
        @Nullable String called) {
      Health health = Health.UNKNOWN;
      Instant at = null;
      for (UUID id : ids) {
        Named each = datasets.get(id);
        health =
            health.and(
                Diagnosis.ofDataset(findings.get(id), each == null ? null : each.lifecycle()));
        Findings found = findings.get(id);
        at = later(at, found == null ? null : later(found.checkedAt(), found.writtenAt()));
      }
      Batch batch = called == null ? null : batches.get(called);
      health = health.and(Diagnosis.ofBatch(batch));
      at = later(at, batch == null ? null : batch.at());
      String name = named != null ? named.name() : String.valueOf(called);
      Graph.Node node = node(key, named == null ? null : named.namespace(), name, health, null, at);
      return new Graph.Node(
          node.id(),
          node.kind(),
          node.namespace(),
          node.name(),
          node.health(),
          node.reasons(),
          node.state(),
          at == null && named != null ? named.seenAt() : at,
          aliases,
          called,
          List.of());
    }

    private static @Nullable Instant later(@Nullable Instant one, @Nullable Instant other) {
      if (one == null || other == null) {
        return one == null ? other : one;
      }
      return one.isAfter(other) ? one : other;
    }

    private static Graph.Node node(
        NodeKey key,
        @Nullable String namespace,
        String name,
        Health health,
        @Nullable String state,
        @Nullable Instant at) {
      return new Graph.Node(
          key.toString(),
          key.kind(),
          namespace,
          name,
          health.level(),
          health.reasons(),
          state,
          at,
          List.of(),
          null,
          List.of());
    }
  }
}
