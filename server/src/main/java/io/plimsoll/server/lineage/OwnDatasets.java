package io.plimsoll.server.lineage;

import io.plimsoll.server.lineage.GraphStore.Batches;
import io.plimsoll.server.lineage.GraphStore.Called;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * What the SDK has told of datasets: which models they feed and which pipelines send batches of
 * them, and which datasets of OpenLineage bear the same name.
 */
final class OwnDatasets {
  private final Map<UUID, String> names = new HashMap<>();
  private final Map<UUID, Set<UUID>> same = new HashMap<>();
  private final Map<String, Set<UUID>> ofModel = new HashMap<>();
  private final Map<String, Set<UUID>> ofPipeline = new HashMap<>();
  private final Map<UUID, Set<String>> models = new HashMap<>();
  private final Map<UUID, Set<String>> pipelines = new HashMap<>();

  OwnDatasets(List<Batches> batches, List<Called> called) {
    for (Batches each : batches) {
      UUID id = NodeKey.own(each.dataset());
      names.put(id, each.dataset());
      if (each.model() != null) {
        put(ofModel, each.model(), id);
        models.computeIfAbsent(id, absent -> new TreeSet<>()).add(each.model());
      }
      if (each.pipeline() != null) {
        put(ofPipeline, each.pipeline(), id);
        pipelines.computeIfAbsent(id, absent -> new TreeSet<>()).add(each.pipeline());
      }
    }
    for (Called each : called) {
      UUID own = NodeKey.own(each.name());
      if (!own.equals(each.id())) {
        same.computeIfAbsent(own, absent -> new LinkedHashSet<>()).add(each.id());
        same.computeIfAbsent(each.id(), absent -> new LinkedHashSet<>()).add(own);
      }
    }
  }

  private static void put(Map<String, Set<UUID>> into, String name, UUID id) {
    into.computeIfAbsent(name, absent -> new LinkedHashSet<>()).add(id);
  }

  /** What the SDK calls it. */
  Optional<String> name(UUID dataset) {
    return Optional.ofNullable(names.get(dataset));
  }

  Set<UUID> same(UUID dataset) {
    return same.getOrDefault(dataset, Set.of());
  }

  Set<UUID> ofModel(String model) {
    return ofModel.getOrDefault(model, Set.of());
  }

  Set<UUID> ofPipeline(String pipeline) {
    return ofPipeline.getOrDefault(pipeline, Set.of());
  }

  Set<String> models(UUID dataset) {
    return models.getOrDefault(dataset, Set.of());
  }

  Set<String> pipelines(UUID dataset) {
    return pipelines.getOrDefault(dataset, Set.of());
  }

  /** All of them, as far as anything feeds or sends them. */
  Set<UUID> all() {
    return names.keySet();
  }

  Set<String> allModels() {
    return ofModel.keySet();
  }

  Set<String> allPipelines() {
    return ofPipeline.keySet();
  }
}
