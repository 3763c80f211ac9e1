package io.plimsoll.server.monitor;

import com.fasterxml.jackson.core.type.TypeReference;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the datasets stand that could be alerted of; reads the tables of datasets and batches. */
@ApplicationScoped
public class DatasetWatchStore {
  private static final TypeReference<List<FailedCheck>> FAILED = new TypeReference<>() {};

  private final Database database;

  public DatasetWatchStore(Database database) {
    this.database = database;
  }

  /**
   * A dataset with its latest batch.
   *
   * @param everySeconds how soon the next batch has to follow, if it said so
   * @param failed its critical checks that failed
   */
  record WatchedDataset(
      String name,
      Instant batchAt,
      long rows,
      long checks,
      @Nullable String suite,
      @Nullable Long everySeconds,
      List<FailedCheck> failed) {
    WatchedDataset {
      failed = List.copyOf(failed);
    }
  }

  /** A check that failed, and what it found. */
  record FailedCheck(String check, String message, @Nullable String description) {}

  /** Those that fail, those that may be overdue, and those of which an alert is firing. */
  List<WatchedDataset> watched(Tenant tenant) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT d.name, d.last_batch_at, d.every_seconds, b.row_count, b.checks, b.suite,
                           (SELECT coalesce(json_agg(r), '[]') FROM json_array_elements(b.results) r
                            WHERE r ->> 'passed' = 'false' AND r ->> 'severity' = 'critical') AS failed
                    FROM datasets d
                    JOIN dataset_batches b ON b.project_id = d.project_id AND b.occurred_at = d.last_batch_at
                                          AND b.id = d.last_batch
                    WHERE b.failed_critical > 0 OR d.every_seconds IS NOT NULL
                       OR EXISTS (SELECT FROM alerts a WHERE a.dataset = d.name AND a.state = 'firing')
                    ORDER BY d.name
                    """)
                .map((row, context) -> read(row))
                .list());
  }

  private static WatchedDataset read(ResultSet row) throws SQLException {
    return new WatchedDataset(
        row.getString("name"),
        Columns.instant(row, "last_batch_at"),
        row.getLong("row_count"),
        row.getLong("checks"),
        row.getString("suite"),
        row.getObject("every_seconds", Long.class),
        Columns.json(row, "failed", FAILED));
  }
}
