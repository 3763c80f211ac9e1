package io.plimsoll.server.insight;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.database.Database;
import io.plimsoll.server.registry.Environment;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;

/** How much a model was asked in each of its environments, as the pipeline has counted it. */
@ApplicationScoped
public class EnvironmentTrafficStore {
  private final Database database;

  public EnvironmentTrafficStore(Database database) {
    this.database = database;
  }

  /** Environments in which nothing was asked are left out. */
  Map<Environment, Counts> since(Tenant tenant, String model, Instant since) {
    record Row(Environment environment, Counts counts) {}
    Map<Environment, Counts> found = new EnumMap<>(Environment.class);
    database
        .transact(
            tenant.scope(),
            handle ->
                handle
                    .createQuery(
                        """
                        SELECT coalesce(s.tags ->> 'environment', 'production') AS environment,
                               coalesce(sum(r.count) FILTER (WHERE s.name LIKE '%.rows'), 0) AS rows,
                               coalesce(sum(r.count) FILTER (WHERE s.name LIKE '%.errors'), 0) AS errors
                        FROM series s JOIN rollups r ON r.series_id = s.id
                        WHERE s.kind = 'builtin' AND s.tags ->> 'model' = :model AND r.minute >= :since
                          AND s.name IN ('prediction.rows', 'prediction.errors', 'environment.rows', 'environment.errors')
                        GROUP BY 1
                        """)
                    .bind("model", model)
                    .bind("since", since)
                    .map(
                        (row, context) ->
                            new Row(
                                Environment.parse(row.getString("environment")),
                                new Counts(row.getLong("rows"), row.getLong("errors"))))
                    .list())
        .forEach(row -> found.put(row.environment(), row.counts()));
    return found;
  }

  /** Rows that were asked, and those of them that failed. */
  record Counts(long rows, long errors) {
    static final Counts NONE = new Counts(0, 0);
  }
}
