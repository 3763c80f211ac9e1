package io.plimsoll.server.lineage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.events.LineageName;
import io.plimsoll.server.lineage.DatasetDetail.Field;
import io.plimsoll.server.lineage.Graph.Edge;
import io.plimsoll.server.lineage.Graph.EdgeKind;
import io.plimsoll.server.lineage.Graph.Node;
import io.plimsoll.server.lineage.GraphStore.Same;
import io.plimsoll.server.lineage.Health.Level;
import io.plimsoll.server.lineage.HealthStore.Findings;
import io.plimsoll.server.lineage.HealthStore.Runs;
import io.plimsoll.server.lineage.LineageDatasetStore.StoredVersion;
import io.plimsoll.server.lineage.NodeKey.Kind;
import io.plimsoll.server.platform.http.ProblemException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The rules of the graph, without a database. */
class GraphTest {
  private static final Instant AT = Instant.parse("2026-11-22T10:00:00Z");
  private static final UUID LAKE = new LineageName("s3://lake", "orders").id();
  private static final UUID TABLE = new LineageName("hive://meta", "db.orders").id();
  private static final UUID OWN = NodeKey.own("orders");

  @Test
  void letsThePlaceOfADatasetStandForItsOtherNames() {
    List<Same> pairs = List.of(new Same(LAKE, TABLE), new Same(TABLE, OWN));
    Set<UUID> ids = Set.of(LAKE, TABLE, OWN);

    assertThat(new SameDatasets(ids, pairs, Set.of(LAKE)).of(OWN)).isEqualTo(LAKE);
    assertThat(new SameDatasets(ids, pairs, ids).of(TABLE)).isNotEqualTo(OWN);
    assertThat(new SameDatasets(ids, pairs, Set.of()).all(OWN))
        .containsExactlyInAnyOrderElementsOf(ids);
    assertThat(new SameDatasets(ids, List.of(), ids).of(OWN)).isEqualTo(OWN);
  }

  @Test
  void saysOfEachNodeWhatFailsBeforeIt() {
    List<Node> nodes =
        List.of(node("a", Level.FAILING), node("b", Level.PASSING), node("c", Level.FAILING));
    List<Edge> edges = List.of(edge("a", "b"), edge("b", "c"), edge("c", "a"));

    assertThat(Downstream.mark(nodes, edges))
        .extracting(Node::failingUpstream)
        .containsExactly(List.of("c"), List.of("a", "c"), List.of("a"));
  }

  @Test
  void callsAJobFailingWhosePartsFailed() {
    assertThat(Diagnosis.ofJob(null)).isEqualTo(Health.UNKNOWN);
    assertThat(Diagnosis.ofJob(runs("running", null, null, 0))).isEqualTo(Health.UNKNOWN);
    assertThat(Diagnosis.ofJob(runs("completed", "completed", null, 0)).level())
        .isEqualTo(Level.PASSING);
    assertThat(Diagnosis.ofJob(runs("completed", "completed", null, 2)).reasons())
        .containsExactly("2 runs that the last one started failed.");
    assertThat(Diagnosis.ofJob(runs("running", "failed", "no disk\nat x", 0)).reasons())
        .containsExactly("The last run failed: no disk");
    assertThat(Diagnosis.ofJob(runs("aborted", "aborted", null, 0)).level())
        .isEqualTo(Level.WARNING);
  }

  @Test
  void callsADatasetAsBadAsTheWorstThatIsKnownOfIt() {
    Health health =
        Diagnosis.ofDataset(new Findings(LAKE, 3L, 1L, 0L, AT, "failed", AT), "OVERWRITE");

    assertThat(health.level()).isEqualTo(Level.FAILING);
    assertThat(health.reasons())
        .containsExactly("1 of 4 assertions failed.", "The run that wrote it last failed.");
    assertThat(health.and(Health.of(Level.PASSING, "All is well.")).reasons()).hasSize(2);
    assertThat(Diagnosis.ofDataset(null, "DROP").level()).isEqualTo(Level.WARNING);
    assertThat(Health.UNKNOWN.and(Health.of(Level.PASSING, "All is well.")).level())
        .isEqualTo(Level.PASSING);
  }

  @Test
  void readsAnAddressAsMarquezWritesIt() {
    assertThat(NodeKey.parse("dataset:s3://lake:orders"))
        .contains(NodeKey.dataset(LAKE))
        .hasSize(2);
    assertThat(NodeKey.parse("dataset:" + LAKE)).contains(NodeKey.dataset(LAKE));
    assertThat(NodeKey.parse("dataset:orders")).containsExactly(NodeKey.dataset(OWN));
    assertThat(NodeKey.parse("model:flights")).containsExactly(new NodeKey(Kind.MODEL, "flights"));
    for (String wrong : List.of("", "fish:x", "dataset:", "model:\0", "dataset")) {
      assertThatThrownBy(() -> NodeKey.parse(wrong)).isInstanceOf(ProblemException.class);
    }
  }

  @Test
  void tellsWhatChangedFromOneVersionToTheNext() {
    List<DatasetDetail.Version> versions =
        Details.compared(
            List.of(
                version(field("a", "long"), field("b", "int")),
                version(field("a", "int"), field("c", "int"))));

    assertThat(versions.getFirst().added()).containsExactly("b");
    assertThat(versions.getFirst().removed()).containsExactly("c");
    assertThat(versions.getFirst().retyped()).containsExactly("a");
    assertThat(versions.getLast().added()).isEmpty();
  }

  private static StoredVersion version(Field... fields) {
    return new StoredVersion(UUID.randomUUID(), null, AT, AT, List.of(fields));
  }

  private static Field field(String name, String type) {
    return new Field(name, type, null);
  }

  private static Runs runs(
      String state, @Nullable String ended, @Nullable String error, long failedParts) {
    return new Runs(LAKE, state, AT, ended, ended == null ? null : AT, error, failedParts);
  }

  private static Node node(String id, Level health) {
    return new Node(id, Kind.JOB, "n", id, health, List.of(), null, AT, List.of(), null, List.of());
  }

  private static Edge edge(String from, String to) {
    return new Edge(from, to, EdgeKind.READS, true);
  }
}
