package io.plimsoll.server.lineage;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.lineage.NodeKey.Kind;
import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Finds nodes of all kinds by what they are called. */
@ApplicationScoped
public class NodeStore {
  private final Database database;

  public NodeStore(Database database) {
    this.database = database;
  }

  /** A node that was found. */
  @Schema(name = "LineageMatch")
  public record Match(
      String id, NodeKey.Kind kind, @Nullable String namespace, String name, Instant seenAt) {}

  /** Those that hold {@code text}; names that begin with it first, then what was heard of last. */
  List<Match> find(Tenant tenant, String text, int limit) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT * FROM (
                      SELECT 'DATASET' AS kind, id::text AS key, namespace, name, seen_at FROM lineage_datasets
                      UNION ALL
                      SELECT 'JOB', id::text, namespace, name, seen_at FROM lineage_jobs
                      UNION ALL
                      SELECT 'DATASET', NULL, NULL, d.name, d.last_batch_at FROM datasets d
                      WHERE NOT EXISTS (SELECT FROM lineage_datasets l
                                        WHERE l.project_id = d.project_id AND l.name = d.name)
                        AND EXISTS (SELECT FROM dataset_batches b
                                    WHERE b.project_id = d.project_id AND b.dataset = d.name)
                      UNION ALL
                      SELECT 'MODEL', model, NULL, model, max(occurred_at) FROM dataset_batches
                      WHERE model IS NOT NULL GROUP BY model
                      UNION ALL
                      SELECT 'PIPELINE', pipeline, NULL, pipeline, max(occurred_at) FROM dataset_batches
                      WHERE pipeline IS NOT NULL GROUP BY pipeline) node
                    WHERE position(lower(:text) IN lower(coalesce(namespace, '') || ' ' || name)) > 0
                    ORDER BY NOT starts_with(lower(name), lower(:text)), seen_at DESC, name LIMIT :limit
                    """)
                .bind("text", text)
                .bind("limit", limit)
                .map(
                    (row, context) -> {
                      Kind kind = Kind.valueOf(row.getString("kind"));
                      String name = row.getString("name");
                      String key = row.getString("key");
                      NodeKey node =
                          key == null ? NodeKey.dataset(NodeKey.own(name)) : new NodeKey(kind, key);
                      return new Match(
                          node.toString(),
                          kind,
                          row.getString("namespace"),
                          name,
                          Columns.instant(row, "seen_at"));
                    })
                .list());
  }
}
