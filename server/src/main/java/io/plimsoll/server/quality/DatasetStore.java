package io.plimsoll.server.quality;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads the datasets that the pipeline noted, each with its latest batch. */
@ApplicationScoped
public class DatasetStore {
  private final Database database;
  private final InstantSource clock;

  public DatasetStore(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /** Datasets by name, those after {@code after} if it is given. */
  List<Dataset> list(Tenant tenant, @Nullable String after, int limit) {
    return select(tenant, "(CAST(:name AS text) IS NULL OR d.name > :name)", after, limit);
  }

  Optional<Dataset> find(Tenant tenant, String name) {
    return select(tenant, "d.name = :name", name, 1).stream().findFirst();
  }

  private List<Dataset> select(Tenant tenant, String which, @Nullable String name, int limit) {
    Instant now = clock.instant();
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT d.*, b.row_count, b.checks, b.failed_critical, b.failed_warning, b.failed_info,
                           b.suite, b.suite_version
                    FROM datasets d
                    JOIN dataset_batches b ON b.project_id = d.project_id AND b.occurred_at = d.last_batch_at
                                          AND b.id = d.last_batch
                    WHERE %s ORDER BY d.name LIMIT :limit
                    """
                        .formatted(which))
                .bind("name", name)
                .bind("limit", limit)
                .map((row, context) -> read(row, now))
                .list());
  }

  private static Dataset read(ResultSet row, Instant now) throws SQLException {
    Instant last = Columns.instant(row, "last_batch_at");
    Long every = row.getObject("every_seconds", Long.class);
    Instant expectedBy = every == null ? null : last.plusSeconds(every);
    Failures failed = BatchStore.failures(row);
    boolean isOverdue = expectedBy != null && now.isAfter(expectedBy);
    return new Dataset(
        row.getString("name"),
        DatasetState.of(failed, row.getLong("checks"), isOverdue),
        Columns.instant(row, "first_batch_at"),
        last,
        row.getObject("last_batch", UUID.class),
        row.getLong("row_count"),
        row.getLong("checks"),
        failed,
        row.getString("suite"),
        row.getObject("suite_version", Long.class),
        every,
        expectedBy);
  }
}
