package io.plimsoll.server.insight;

import com.fasterxml.jackson.core.type.TypeReference;
import io.plimsoll.inference.tensor.Feature;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.insight.Traffic.Marker;
import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.Database;
import io.plimsoll.server.platform.http.ProblemException;
import io.plimsoll.server.registry.Engine;
import io.plimsoll.server.registry.VersionSignature;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Reads what the registry and the jobs know of models: which are served, what happened to them. */
@ApplicationScoped
public class CatalogueStore {
  private static final int MOST_MARKERS = 200;

  private static final TypeReference<List<Map<String, Object>>> ROWS = new TypeReference<>() {};

  private final Database database;

  public CatalogueStore(Database database) {
    this.database = database;
  }

  /** Every model that was ever pushed, also when its first push is under way or failed. */
  List<Served> served(Tenant tenant) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT names.name, production.number, production.framework, production.engine,
                           coalesce(replicas.failed AND NOT replicas.usable, false) AS failed,
                           job.state AS last_job
                    FROM (SELECT name FROM models UNION SELECT model FROM jobs) names
                    LEFT JOIN models m ON m.name = names.name
                    LEFT JOIN LATERAL (
                      SELECT v.id, v.number, v.framework, v.engine
                      FROM aliases a JOIN model_versions v ON v.id = a.version_id
                      WHERE a.model_id = m.id AND a.name = 'production') production ON true
                    LEFT JOIN LATERAL (
                      SELECT bool_or(r.state = 'failed') AS failed, bool_or(r.state <> 'failed') AS usable
                      FROM replicas r WHERE r.version_id = production.id) replicas ON true
                    LEFT JOIN LATERAL (
                      SELECT j.state FROM jobs j WHERE j.model = names.name
                      ORDER BY j.created_at DESC, j.id DESC LIMIT 1) job ON true
                    ORDER BY names.name
                    """)
                .map((row, context) -> Served.read(row))
                .list());
  }

  /** Refuses a model that was never pushed and never sent a prediction. */
  void require(Tenant tenant, String model) {
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

  /** The names that point at versions of a model. */
  List<Alias> aliases(Tenant tenant, String model) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT a.name, v.number, a.moved_at, a.moved_by
                    FROM models m JOIN aliases a ON a.model_id = m.id JOIN model_versions v ON v.id = a.version_id
                    WHERE m.name = :model ORDER BY a.name
                    """)
                .bind("model", model)
                .map(
                    (row, context) ->
                        new Alias(
                            row.getString("name"),
                            row.getInt("number"),
                            Columns.instant(row, "moved_at"),
                            row.getString("moved_by")))
                .list());
  }

  private static <T> List<T> orNone(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }

  /** What a person can try a model with, and what it takes. */
  Optional<Example> example(Tenant tenant, String model) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT v.number, v.manifest, v.signature, v.example_rows, v.evidence
                    FROM models m
                    JOIN aliases a ON a.model_id = m.id AND a.name = 'production'
                    JOIN model_versions v ON v.id = a.version_id
                    WHERE m.name = :model
                    """)
                .bind("model", model)
                .map(
                    (row, context) ->
                        new Example(
                            row.getInt("number"),
                            orNone(Columns.json(row, "manifest", Manifest.class).features()),
                            Columns.json(row, "signature", VersionSignature.class),
                            Columns.json(row, "example_rows", ROWS),
                            orNone(Columns.json(row, "evidence", Answered.class).outputsSample())))
                .findOne());
  }

  /** The moves of the production alias and the alerts of a model, oldest first. */
  List<Marker> markers(Tenant tenant, String model, TimeRange range) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT * FROM (
                      SELECT am.moved_at AS at, am.kind, 'v' || am.to_version AS label, am.to_version::text AS ref
                      FROM alias_moves am JOIN models m ON m.id = am.model_id
                      WHERE m.name = :model AND am.name = 'production'
                        AND am.moved_at >= :from AND am.moved_at < :to
                      UNION ALL
                      SELECT fired_at, 'alert', title, id::text FROM alerts
                      WHERE model = :model AND fired_at >= :from AND fired_at < :to) found
                    ORDER BY at DESC LIMIT :most
                    """)
                .bind("model", model)
                .bind("from", range.from())
                .bind("to", range.to())
                .bind("most", MOST_MARKERS)
                .map((row, context) -> marker(row))
                .list()
                .reversed());
  }

  private static Marker marker(ResultSet row) throws SQLException {
    Marker.Kind kind =
        switch (row.getString("kind")) {
          case "alert" -> Marker.Kind.ALERT;
          case "rollback" -> Marker.Kind.ROLLBACK;
          default -> Marker.Kind.DEPLOY;
        };
    return new Marker(
        Columns.instant(row, "at"), kind, row.getString("label"), row.getString("ref"));
  }

  /** What is shown of the whole project beside its models. */
  Totals totals(Tenant tenant, Instant since) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT (SELECT count(*) FROM alerts WHERE state = 'firing') AS alerts,
                           (SELECT count(*) FROM jobs WHERE state IN ('queued', 'running')) AS jobs,
                           (SELECT count(*) FROM (
                              SELECT FROM dead_letters WHERE id >= :first LIMIT 100000) letters) AS letters,
                           EXISTS (SELECT FROM model_versions) AS has_model,
                           EXISTS (SELECT FROM feedback) AS has_feedback
                    """)
                .bind("first", Cursor.firstIdAt(since))
                .map(
                    (row, context) ->
                        new Totals(
                            row.getLong("alerts"),
                            row.getLong("jobs"),
                            row.getLong("letters"),
                            row.getBoolean("has_model"),
                            row.getBoolean("has_feedback")))
                .one());
  }

  /** A model that was pushed. */
  record Served(
      String name,
      @Nullable Integer production,
      @Nullable String framework,
      @Nullable Engine engine,
      ModelState state) {
    static Served read(ResultSet row) throws SQLException {
      Integer production = row.getObject("number", Integer.class);
      String engine = row.getString("engine");
      return new Served(
          row.getString("name"),
          production,
          row.getString("framework"),
          engine == null ? null : Engine.parse(engine),
          ModelState.of(production != null, row.getBoolean("failed"), row.getString("last_job")));
    }
  }

  /** A name that points at a version. */
  @Schema(name = "ModelAlias")
  public record Alias(String name, int version, Instant movedAt, String movedBy) {}

  /**
   * What to try a model with.
   *
   * @param version the one in production
   * @param features in the model's order; empty if it takes nothing but tensors
   * @param rows of its test data
   * @param answers to the first of the rows
   */
  record Example(
      int version,
      List<Feature> features,
      VersionSignature signature,
      List<Map<String, Object>> rows,
      List<Map<String, @Nullable Object>> answers) {}

  /** What is read here of the manifest that the inference module has written. */
  private record Manifest(@Nullable List<Feature> features) {}

  /** What is read here of the evidence. */
  private record Answered(@Nullable List<Map<String, @Nullable Object>> outputsSample) {}

  /** Counts of the project; {@code deadLetters} stops at 100,000. */
  record Totals(
      long firingAlerts,
      long runningJobs,
      long deadLetters,
      boolean hasModel,
      boolean hasFeedback) {}
}
