package io.plimsoll.server.insight;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Reads what serving processes say of the workers of Python versions. */
@ApplicationScoped
public class WorkerStore {
  /** A process that has said nothing for so long is gone. */
  private static final Duration SILENCE = Duration.ofSeconds(30);

  private final Database database;

  public WorkerStore(Database database) {
    this.database = database;
  }

  List<Workers> ofModel(Tenant tenant, String model, Instant now) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT v.number, r.workers, r.workers_at
                    FROM models m JOIN model_versions v ON v.model_id = m.id
                    JOIN replicas r ON r.version_id = v.id
                    WHERE m.name = :model AND r.workers_at > :since
                    ORDER BY v.number DESC, r.server
                    """)
                .bind("model", model)
                .bind("since", now.minus(SILENCE))
                .map((row, context) -> read(row))
                .list());
  }

  private Workers read(ResultSet row) throws SQLException {
    Stored stored = Columns.json(row, "workers", Stored.class);
    return new Workers(
        row.getInt("number"),
        Columns.instant(row, "workers_at"),
        stored.ready(),
        stored.starting(),
        stored.residentBytes(),
        stored.waiting(),
        stored.starts(),
        stored.ends(),
        stored.dropped());
  }

  private record Stored(
      int ready,
      int starting,
      long residentBytes,
      int waiting,
      Map<String, Long> starts,
      Map<String, Long> ends,
      Map<String, Long> dropped) {}
}
