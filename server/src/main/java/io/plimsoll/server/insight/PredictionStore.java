package io.plimsoll.server.insight;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.Database;
import io.plimsoll.server.registry.Environment;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Reads recent predictions with the truth that came in for them. */
@ApplicationScoped
public class PredictionStore {
  /** Labels are counted up to here: beyond, an exact number says nothing more. */
  private static final int MOST_LABELS = 100_000;

  private final Database database;

  public PredictionStore(Database database) {
    this.database = database;
  }

  /**
   * At most {@code limit} predictions of one model in an environment, newest first. The rollups
   * name the minutes in which the model was asked, and only as many of them as fill the page are
   * read: without them a quiet model's page would read through everything that its busy neighbours
   * wrote. The minute of the cursor was shown in part already, so it does not count towards the
   * page.
   */
  List<Prediction> page(Tenant tenant, String model, Environment in, Cursor after, int limit) {
    boolean isProduction = in == Environment.PRODUCTION;
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    WITH candidates AS (
                      SELECT r.minute, sum(r.count) AS count
                      FROM series s JOIN rollups r ON r.series_id = s.id
                      WHERE s.name IN (:asked, :left) AND s.tags ->> 'model' = :model
                        AND s.tags ->> 'environment' IS NOT DISTINCT FROM :environment::text
                        AND r.minute <= :occurred
                      GROUP BY r.minute ORDER BY r.minute DESC LIMIT :limit + 1),
                    minutes AS (
                      SELECT minute FROM (
                        SELECT minute,
                               coalesce(sum(count) FILTER (WHERE minute <= CAST(:occurred AS timestamptz) - INTERVAL '1 minute')
                                 OVER (ORDER BY minute DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING),
                               0) AS newer
                        FROM candidates) counted
                      WHERE newer < :limit),
                    shown AS (
                      SELECT found.* FROM minutes m
                      JOIN LATERAL (
                        SELECT p.* FROM predictions p
                        WHERE p.occurred_at >= m.minute AND p.occurred_at < m.minute + INTERVAL '1 minute'
                          AND p.model = :model AND p.shadow_of IS NULL
                          AND p.environment IS NOT DISTINCT FROM :environment::text
                          AND (p.occurred_at, p.id) < (:occurred, :id)
                        ORDER BY p.occurred_at DESC, p.id DESC LIMIT :limit) found ON true
                      ORDER BY found.occurred_at DESC, found.id DESC LIMIT :limit)
                    SELECT shown.*, truth.actual
                    FROM shown
                    LEFT JOIN LATERAL (
                      SELECT f.actual FROM feedback f WHERE f.prediction_id = shown.id
                      ORDER BY f.occurred_at DESC LIMIT 1) truth ON true
                    ORDER BY shown.occurred_at DESC, shown.id DESC
                    """)
                .bind("model", model)
                .bind("asked", isProduction ? "prediction.rows" : "environment.rows")
                .bind("left", isProduction ? "prediction.cancelled" : "environment.cancelled")
                .bind("environment", isProduction ? null : in.text())
                .bind("occurred", after.occurredAt())
                .bind("id", after.id())
                .bind("limit", limit)
                .map((row, context) -> prediction(row))
                .list());
  }

  /** How many labels came in for a model since then, and for how many different predictions. */
  Labels labels(Tenant tenant, String model, Instant since) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT count(*) AS labels, count(DISTINCT prediction_id) AS predictions
                    FROM (SELECT prediction_id FROM feedback
                          WHERE model = :model AND occurred_at >= :since LIMIT :most) recent
                    """)
                .bind("model", model)
                .bind("since", since)
                .bind("most", MOST_LABELS)
                .map(
                    (row, context) -> new Labels(row.getLong("labels"), row.getLong("predictions")))
                .one());
  }

  private Prediction prediction(ResultSet row) throws SQLException {
    String version = row.getString("version");
    String kind = row.getString("error_kind");
    String message = row.getString("error_message");
    return new Prediction(
        row.getObject("id", UUID.class),
        Columns.instant(row, "occurred_at"),
        version.isEmpty() ? null : version,
        Columns.object(row, "features"),
        Columns.object(row, "prediction"),
        row.getObject("latency_ms", Double.class),
        kind == null ? null : new Failure(kind, message == null ? "" : message),
        row.getString("actual") == null ? null : Columns.object(row, "actual"));
  }

  /**
   * A prediction as it was logged, and its truth if that is known; its sender may name no version.
   */
  @Schema(name = "LoggedPrediction")
  public record Prediction(
      UUID id,
      Instant occurredAt,
      @Nullable String version,
      Map<String, Object> features,
      Map<String, Object> prediction,
      @Nullable Double latencyMs,
      @Nullable Failure error,
      @Nullable Map<String, Object> actual) {
    Cursor cursor() {
      return new Cursor(occurredAt, id);
    }
  }

  /** Why a prediction failed. */
  @Schema(name = "LoggedFailure")
  public record Failure(String kind, String message) {}

  /** Labels of a model, and the predictions that they are for. */
  record Labels(long labels, long predictions) {}
}
