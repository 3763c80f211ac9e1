package io.plimsoll.server.drift;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.config.PlimsollConfig;
import io.plimsoll.server.platform.database.Database;
import io.plimsoll.server.platform.http.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Which models and versions there are to be compared, and what the drift rule asks of them. */
@ApplicationScoped
public class DriftModelStore {
  private final Database database;
  private final PlimsollConfig config;

  public DriftModelStore(Database database, PlimsollConfig config) {
    this.database = database;
    this.config = config;
  }

  /** Refuses a model that was never pushed and never sent a prediction. */
  public void require(Tenant tenant, String model) {
    boolean exists =
        database.transact(
            tenant.scope(),
            handle ->
                handle
                    .createQuery(
                        """
                        SELECT EXISTS (SELECT FROM models WHERE name = :model)
                            OR EXISTS (SELECT FROM series
                                       WHERE name = 'prediction.rows' AND tags ->> 'model' = :model)
                            OR EXISTS (SELECT FROM jobs WHERE model = :model)
                        """)
                    .bind("model", model)
                    .mapTo(Boolean.class)
                    .one());
    if (!exists) {
      throw ProblemException.notFound("The model " + model);
    }
  }

  /** Whether a model was ever pushed; one that was not only sends its predictions. */
  public boolean isServed(Tenant tenant, String model) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT EXISTS (SELECT FROM models WHERE name = :model)
                        OR EXISTS (SELECT FROM jobs WHERE model = :model)
                    """)
                .bind("model", model)
                .mapTo(Boolean.class)
                .one());
  }

  /**
   * The version that a question means which names none: the one in production or, for a model that
   * runs elsewhere, the one that answered last.
   */
  public Optional<String> currentVersion(Tenant tenant, String model) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT v.number::text AS version FROM models m
                    JOIN aliases a ON a.model_id = m.id AND a.name = 'production'
                    JOIN model_versions v ON v.id = a.version_id
                    WHERE m.name = :model
                    """)
                .bind("model", model)
                .mapTo(String.class)
                .findOne()
                .or(() -> lastSeen(handle, model)));
  }

  private static Optional<String> lastSeen(Handle handle, String model) {
    return handle
        .createQuery(
            """
            SELECT coalesce(s.tags ->> 'version', '') AS version
            FROM series s
            CROSS JOIN LATERAL (SELECT r.minute FROM rollups r WHERE r.series_id = s.id
                                ORDER BY r.minute DESC LIMIT 1) last
            WHERE s.name = 'prediction.rows' AND s.kind = 'builtin' AND s.tags ->> 'model' = :model
            ORDER BY last.minute DESC, s.id DESC LIMIT 1
            """)
        .bind("model", model)
        .mapTo(String.class)
        .findOne();
  }

  /** How many rows of a window there have to be for a verdict: what the drift rule asks for. */
  public int minimumRows(Tenant tenant) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery("SELECT minimum_rows FROM alert_rules WHERE kind = 'drift'")
                .mapTo(Integer.class)
                .findOne()
                .orElseGet(() -> config.monitor().minimumRows()));
  }

  /** The versions that have traffic or a baseline, the newest first. */
  public List<String> versions(Tenant tenant, String model) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT version FROM (
                      SELECT v.number::text AS version, v.number AS place
                      FROM models m JOIN model_versions v ON v.model_id = m.id WHERE m.name = :model
                      UNION
                      SELECT coalesce(s.tags ->> 'version', ''),
                             CASE WHEN s.tags ->> 'version' ~ '^[0-9]{1,9}$'
                                  THEN (s.tags ->> 'version')::int ELSE 0 END
                      FROM series s
                      WHERE s.name = 'prediction.rows' AND s.kind = 'builtin'
                        AND s.tags ->> 'model' = :model) known
                    ORDER BY place DESC, version DESC LIMIT 200
                    """)
                .bind("model", model)
                .mapTo(String.class)
                .list());
  }
}
