package io.plimsoll.server.canary;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.Database;
import io.plimsoll.server.registry.ModelName;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.stream.Stream;

/** Counts on how many of the rows that both versions of a canary were asked they differ. */
@ApplicationScoped
public class CanaryPairStore {
  /** The first so many: a fixed beginning keeps the bounds true, and tells small shares apart. */
  private static final int MOST_PAIRS = 20_000;

  private static final int FETCH_SIZE = 1_000;

  private final Database database;

  public CanaryPairStore(Database database) {
    this.database = database;
  }

  /** Rows that both were asked, and those of them on which they differ. */
  record Counted(long pairs, long differing) {}

  Counted count(Tenant tenant, ModelName model, Canary canary) {
    long[] counts = new long[2];
    String candidate = String.valueOf(canary.candidate());
    double distance = canary.plan().disagreementDistance();
    database.run(
        tenant.scope(),
        handle -> {
          try (Stream<PairVerdict> verdicts =
              handle
                  .createQuery(
                      """
                      SELECT s.version AS shadow, p.prediction AS answered, s.prediction AS shadowed,
                             s.error_kind IS NOT NULL AS failed
                      FROM predictions s
                      JOIN predictions p ON p.project_id = s.project_id AND p.occurred_at = s.occurred_at
                        AND p.id = s.shadow_of
                      WHERE s.project_id = :project AND s.model = :model AND s.shadow_of IS NOT NULL
                        AND s.occurred_at >= :since AND p.error_kind IS NULL
                        AND ((p.version = :baseline AND s.version = :candidate)
                          OR (p.version = :candidate AND s.version = :baseline))
                      ORDER BY s.occurred_at, s.id LIMIT :limit
                      """)
                  .bind("project", tenant.project().value())
                  .bind("model", model.text())
                  .bind("since", canary.startedAt())
                  .bind("baseline", String.valueOf(canary.baseline()))
                  .bind("candidate", candidate)
                  .bind("limit", MOST_PAIRS)
                  .setFetchSize(FETCH_SIZE)
                  .map((row, context) -> verdict(row, candidate, distance))
                  .stream()) {
            verdicts.forEach(
                verdict -> {
                  counts[0] += verdict == PairVerdict.NEITHER ? 0 : 1;
                  counts[1] += verdict == PairVerdict.DIFFER ? 1 : 0;
                });
          }
        });
    return new Counted(counts[0], counts[1]);
  }

  private static PairVerdict verdict(ResultSet row, String candidate, double distance)
      throws SQLException {
    return row.getBoolean("failed")
        ? PairVerdict.ofFailure(row.getString("shadow").equals(candidate))
        : PairVerdict.of(
            Columns.object(row, "answered"), Columns.object(row, "shadowed"), distance);
  }
}
