package io.plimsoll.server.monitor;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.monitor.Watched.Deployment;
import io.plimsoll.server.monitor.Watched.Seen;
import io.plimsoll.server.monitor.rules.Window;
import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Which models of a project are to be judged; reads the tables of registry and pipeline. */
@ApplicationScoped
public class WatchStore {
  private final Database database;

  public WatchStore(Database database) {
    this.database = database;
  }

  /**
   * Every model with a production version; every model that is only observed and had traffic within
   * a day; and every model with a firing alert, so that no alert is forgotten.
   */
  List<Watched> watched(Tenant tenant, Instant now) {
    return database.transact(
        tenant.scope(),
        handle -> {
          Map<String, Watched> found = new HashMap<>();
          firing(handle).forEach(each -> found.put(each.model(), each));
          found.putAll(Watched.byModel(Watched.observed(seen(handle, now))));
          found.putAll(Watched.byModel(served(handle)));
          return new ArrayList<>(found.values());
        });
  }

  private static List<Watched> served(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT m.name, v.number::text AS version, v.id, a.moved_at,
                   (SELECT moved.from_version FROM alias_moves moved
                    WHERE moved.model_id = m.id AND moved.name = 'production'
                    ORDER BY moved.moved_at DESC, moved.id DESC LIMIT 1)::text AS previous
            FROM aliases a JOIN models m ON m.id = a.model_id JOIN model_versions v ON v.id = a.version_id
            WHERE a.name = 'production'
            """)
        .map((row, context) -> served(row))
        .list();
  }

  private static Watched served(ResultSet row) throws SQLException {
    return new Watched(
        row.getString("name"),
        row.getString("version"),
        Optional.of(
            new Deployment(
                row.getObject("id", UUID.class),
                Columns.instant(row, "moved_at"),
                Optional.ofNullable(row.getString("previous")))));
  }

  private static List<Seen> seen(Handle handle, Instant now) {
    // The last minute of a series is one step into the index of the rollups, however many it has.
    return handle
        .createQuery(
            """
            SELECT s.id, s.tags->>'model' AS model, coalesce(s.tags->>'version', '') AS version, last.minute
            FROM series s
            CROSS JOIN LATERAL (SELECT r.minute FROM rollups r WHERE r.series_id = s.id
                                ORDER BY r.minute DESC LIMIT 1) last
            WHERE s.name = 'prediction.rows' AND s.kind = 'builtin'
              AND s.tags->>'model' IS NOT NULL AND last.minute >= :since
            """)
        .bind("since", Window.start(now, Window.LONGEST))
        .map(
            (row, context) ->
                new Seen(
                    row.getString("model"),
                    row.getString("version"),
                    row.getLong("id"),
                    Columns.instant(row, "minute")))
        .list();
  }

  private static List<Watched> firing(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT DISTINCT ON (model) model, coalesce(version, '') AS version FROM alerts
            WHERE state = 'firing' ORDER BY model, id DESC
            """)
        .map(
            (row, context) ->
                new Watched(row.getString("model"), row.getString("version"), Optional.empty()))
        .list();
  }
}
