package io.plimsoll.server.lineage;

import io.plimsoll.server.lineage.GraphStore.Same;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/** Puts ids of one dataset together and says which of them stands for all. */
final class SameDatasets {
  private final Map<UUID, UUID> parents = new HashMap<>();
  private final Map<UUID, TreeSet<UUID>> members = new HashMap<>();

  /**
   * @param ids in the graph
   * @param pairs that are one
   * @param known those that events were sent of; a mere other name does not stand for a dataset
   */
  SameDatasets(Collection<UUID> ids, Collection<Same> pairs, Set<UUID> known) {
    Set<UUID> places = new HashSet<>();
    for (Same pair : pairs) {
      places.add(pair.dataset());
      join(pair.dataset(), pair.other());
    }
    // Where a dataset lies says more than a name in a catalogue, and that more than our own.
    Comparator<UUID> order =
        Comparator.<UUID, Boolean>comparing(id -> !(known.contains(id) && places.contains(id)))
            .thenComparing(id -> !known.contains(id))
            .thenComparing(UUID::toString);
    for (UUID id : ids) {
      members.computeIfAbsent(root(id), absent -> new TreeSet<>(order)).add(id);
    }
  }

  /** The id that stands for the dataset. */
  UUID of(UUID id) {
    TreeSet<UUID> all = members.get(root(id));
    return all == null ? id : all.getFirst();
  }

  /** All ids of the dataset. */
  Set<UUID> all(UUID id) {
    TreeSet<UUID> all = members.get(root(id));
    return all == null ? Set.of(id) : all;
  }

  private void join(UUID one, UUID other) {
    UUID first = root(one);
    UUID second = root(other);
    if (!first.equals(second)) {
      parents.put(second, first);
    }
  }

  private UUID root(UUID id) {
    UUID at = id;
    for (UUID next = parents.get(at); next != null; next = parents.get(at)) {
      at = next;
    }
    return at;
  }
}
