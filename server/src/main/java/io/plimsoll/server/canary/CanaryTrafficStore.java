package io.plimsoll.server.canary;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.database.Database;
import io.plimsoll.server.registry.ModelName;
import io.plimsoll.stats.NumericProfile;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** What the two sides of a canary have answered; reads what the pipeline has rolled up. */
@ApplicationScoped
public class CanaryTrafficStore {
  private static final int FETCH_SIZE = 200;

  private static final String OF_VERSION =
      """
      FROM series s JOIN rollups r ON r.series_id = s.id
      WHERE s.name = :series AND s.kind = 'builtin' AND s.tags ->> 'model' = :model
        AND s.tags ->> 'version' = :version AND r.minute >= :since
      """;

  private final Database database;

  public CanaryTrafficStore(Database database) {
    this.database = database;
  }

  /** Predictions since a minute, and how many of them failed. */
  Measure.Side failures(Tenant tenant, ModelName model, int version, Instant since) {
    return database.transact(
        tenant.scope(),
        handle ->
            new Measure.Side(
                rows(handle, model, version, since),
                count(handle, "prediction.errors", model, version, since)));
  }

  /** How long the successful ones since a minute took. */
  NumericProfile latencies(Tenant tenant, ModelName model, int version, Instant since) {
    return database.transact(
        tenant.scope(),
        handle -> {
          NumericProfile all = new NumericProfile();
          try (Stream<byte[]> minutes =
              of(handle, "SELECT r.sketch ", "prediction.latency_ms", model, version, since)
                  .setFetchSize(FETCH_SIZE)
                  .mapTo(byte[].class)
                  .stream()) {
            minutes
                .filter(sketch -> sketch.length > 0)
                .forEach(sketch -> all.merge(NumericProfile.fromBytes(sketch)));
          }
          return all;
        });
  }

  /** Why a version could not be loaded since then, if that is the latest word on it. */
  Optional<String> loadFailure(Tenant tenant, ModelName model, int version, Instant since) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT said.reason FROM models m JOIN model_versions v ON v.model_id = m.id
                    CROSS JOIN LATERAL (SELECT r.state, r.reason, r.updated_at FROM replicas r
                                        WHERE r.version_id = v.id ORDER BY r.updated_at DESC LIMIT 1) said
                    WHERE m.name = :model AND v.number = :version
                      AND said.state = 'failed' AND said.updated_at >= :since
                    """)
                .bind("model", model.text())
                .bind("version", version)
                .bind("since", since)
                .mapTo(String.class)
                .findOne());
  }

  /** Predictions of a version since a minute, within the caller's transaction. */
  static long rows(Handle handle, ModelName model, int version, Instant since) {
    return count(handle, "prediction.rows", model, version, since);
  }

  private static long count(
      Handle handle, String series, ModelName model, int version, Instant since) {
    return of(handle, "SELECT coalesce(sum(r.count), 0) ", series, model, version, since)
        .mapTo(Long.class)
        .one();
  }

  private static Query of(
      Handle handle, String select, String series, ModelName model, int version, Instant since) {
    return handle
        .createQuery(select + OF_VERSION)
        .bind("series", series)
        .bind("model", model.text())
        .bind("version", String.valueOf(version))
        .bind("since", since);
  }
}
