package io.plimsoll.server.lineage;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Says of each node which nodes before it fail: what they hand on may be wrong. */
final class Downstream {
  private static final int MOST_NAMED = 5;

  private Downstream() {}

  static List<Graph.Node> mark(List<Graph.Node> nodes, List<Graph.Edge> edges) {
    Map<String, List<String>> after = new HashMap<>();
    edges.forEach(
        edge -> after.computeIfAbsent(edge.from(), absent -> new ArrayList<>()).add(edge.to()));
    Map<String, List<String>> failing = new LinkedHashMap<>();
    for (Graph.Node node : nodes) {
      if (node.health() == Health.Level.FAILING) {
        for (String reached : reach(node.id(), after)) {
          failing.computeIfAbsent(reached, absent -> new ArrayList<>()).add(node.id());
        }
      }
    }
    return nodes.stream()
        .map(node -> with(node, failing.getOrDefault(node.id(), List.of())))
        .toList();
  }

  private static Set<String> reach(String from, Map<String, List<String>> after) {
    Set<String> reached = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(List.of(from));
    while (!open.isEmpty()) {
      for (String next : after.getOrDefault(open.pop(), List.of())) {
        if (reached.add(next)) {
          open.push(next);
        }
      }
    }
    // Where data goes in a circle, a node is not told that it fails itself.
    reached.remove(from);
    return reached;
  }

  private static Graph.Node with(Graph.Node node, List<String> failing) {
    return new Graph.Node(
        node.id(),
        node.kind(),
        node.namespace(),
        node.name(),
        node.health(),
        node.reasons(),
        node.state(),
        node.at(),
        node.aliases(),
        node.dataset(),
        failing.subList(0, Math.min(MOST_NAMED, failing.size())));
  }
}
