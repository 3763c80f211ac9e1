package io.plimsoll.server.lineage;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What comes before a node and what comes after it.
 *
 * @param node where the graph was entered; absent if it is of the whole project
 * @param depth how many edges away from it the nodes are at most
 * @param truncated whether there is more than is shown
 */
@Schema(name = "LineageGraph")
public record Graph(
    @Nullable String node, int depth, boolean truncated, List<Node> nodes, List<Edge> edges) {
  public Graph {
    nodes = List.copyOf(nodes);
    edges = List.copyOf(edges);
  }

  /**
   * A node.
   *
   * @param id what it is asked for by
   * @param namespace absent for what only Plimsoll knows
   * @param state of the last run of a job: running, completed, failed, aborted, unknown
   * @param at when anything was last heard of it
   * @param reasons why it is healthy or not
   * @param aliases other names of a dataset
   * @param dataset what the SDK calls it, if it sends batches of it
   * @param failingUpstream nodes before it that fail
   */
  @Schema(name = "LineageNode")
  public record Node(
      String id,
      NodeKey.Kind kind,
      @Nullable String namespace,
      String name,
      Health.Level health,
      List<String> reasons,
      @Nullable String state,
      @Nullable Instant at,
      List<String> aliases,
      @Nullable String dataset,
      List<String> failingUpstream) {
    public Node {
      reasons = List.copyOf(reasons);
      aliases = List.copyOf(aliases);
      failingUpstream = List.copyOf(failingUpstream);
    }
  }

  /**
   * Data flows from one node to another.
   *
   * @param isCurrent whether the job's last whole run went this way
   */
  @Schema(name = "LineageEdge")
  public record Edge(String from, String to, EdgeKind kind, boolean isCurrent) {}

  /** Why there is an edge. */
  @Schema(name = "LineageEdgeKind")
  public enum EdgeKind {
    /** A job reads a dataset. */
    READS,
    /** A job writes a dataset. */
    WRITES,
    /** Batches of the dataset were sent for the model. */
    FEEDS,
    /** The pipeline has sent batches of the dataset. */
    CHECKS;

    @JsonValue
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
