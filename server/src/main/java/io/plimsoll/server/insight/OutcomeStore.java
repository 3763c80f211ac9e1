package io.plimsoll.server.insight;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads answers with the truth that came in for them, by the version that gave them. */
@ApplicationScoped
public class OutcomeStore {
  private final Database database;

  public OutcomeStore(Database database) {
    this.database = database;
  }

  /** Which versions are compared, and since when: those of a split since it was set. */
  record Arms(@Nullable String production, List<String> versions, @Nullable Instant since) {
    Arms {
      versions = List.copyOf(versions);
    }
  }

  /** The versions that answer for production now. */
  Arms arms(Tenant tenant, String model) {
    record Arm(String version, boolean isProduction, @Nullable Instant since) {}
    List<Arm> arms =
        database.transact(
            tenant.scope(),
            handle ->
                handle
                    .createQuery(
                        """
                        SELECT v.number::text AS version, v.id = a.version_id AS is_production, s.changed_at
                        FROM models m JOIN aliases a ON a.model_id = m.id AND a.name = 'production'
                        LEFT JOIN splits s ON s.model_id = m.id AND s.version_id = a.version_id
                        LEFT JOIN split_shares sh ON sh.model_id = s.model_id
                        JOIN model_versions v ON v.id = coalesce(sh.version_id, a.version_id)
                        WHERE m.name = :model ORDER BY v.number
                        """)
                    .bind("model", model)
                    .map(
                        (row, context) ->
                            new Arm(
                                row.getString("version"),
                                row.getBoolean("is_production"),
                                Columns.instantOrNull(row, "changed_at")))
                    .list());
    Optional<Arm> production = arms.stream().filter(Arm::isProduction).findFirst();
    return new Arms(
        production.map(Arm::version).orElse(null),
        arms.stream().map(Arm::version).toList(),
        production.map(Arm::since).orElse(null));
  }

  /**
   * The newest truths of answers that were given since then, one for an answer. An id that is made
   * here or by the SDK begins with the time of its answer, which leads to the row; a caller's own
   * id that has no time in it is not found.
   */
  List<Outcomes.Row> rows(Tenant tenant, String model, Instant since, int limit) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    WITH truth AS (
                      SELECT DISTINCT ON (recent.prediction_id) recent.prediction_id, recent.actual
                      FROM (SELECT f.prediction_id, f.actual, f.occurred_at FROM feedback f
                            WHERE f.project_id = :project AND f.model = :model AND f.occurred_at >= :since
                            ORDER BY f.occurred_at DESC LIMIT :limit) recent
                      ORDER BY recent.prediction_id, recent.occurred_at DESC)
                    SELECT p.version, p.prediction, truth.actual
                    FROM truth CROSS JOIN LATERAL (
                      SELECT found.version, found.prediction FROM predictions found
                      WHERE found.project_id = :project AND found.id = truth.prediction_id
                        AND found.occurred_at >= uuid_extract_timestamp(truth.prediction_id) - INTERVAL '20 milliseconds'
                        AND found.occurred_at <= uuid_extract_timestamp(truth.prediction_id) + INTERVAL '20 milliseconds'
                        AND found.occurred_at >= :since AND found.error_kind IS NULL AND found.shadow_of IS NULL
                        AND found.environment IS NULL
                      LIMIT 1) p
                    """)
                .bind("project", tenant.project().value())
                .bind("model", model)
                .bind("since", since)
                .bind("limit", limit)
                .map(
                    (row, context) ->
                        new Outcomes.Row(
                            row.getString("version"),
                            Columns.object(row, "prediction"),
                            Columns.object(row, "actual")))
                .list());
  }
}
