package io.plimsoll.server.performance;

import com.fasterxml.jackson.core.type.TypeReference;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.performance.ChunkSize.Calendar;
import io.plimsoll.server.platform.database.Announcement;
import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** How models are watched for decay, and what was found of them. */
@ApplicationScoped
public class DecayStore {
  private static final TypeReference<List<String>> TEXTS = new TypeReference<>() {};

  private final Database database;

  public DecayStore(Database database) {
    this.database = database;
  }

  /** The models that have ever answered. */
  List<String> models(Tenant tenant) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT DISTINCT tags ->> 'model' AS model FROM series
                    WHERE name = 'prediction.rows' AND kind = 'builtin' AND tags ->> 'model' IS NOT NULL
                    ORDER BY model
                    """)
                .mapTo(String.class)
                .list());
  }

  DecayWatch watch(Tenant tenant, String model) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery("SELECT * FROM performance_watches WHERE model = :model")
                .bind("model", model)
                .map((row, context) -> readWatch(row))
                .findOne()
                .orElse(DecayWatch.DEFAULT));
  }

  void watch(Tenant tenant, String model, DecayWatch watch, String by, Instant now) {
    database.run(
        tenant.scope(),
        handle ->
            handle
                .createUpdate(
                    """
                    INSERT INTO performance_watches (project_id, model, enabled, chunk, metrics, reference_chunks,
                                                     changed_at, changed_by)
                    VALUES (:project, :model, :enabled, :chunk, :metrics, :reference, :now, :by)
                    ON CONFLICT (project_id, model) DO UPDATE SET
                      enabled = excluded.enabled, chunk = excluded.chunk, metrics = excluded.metrics,
                      reference_chunks = excluded.reference_chunks, changed_at = excluded.changed_at,
                      changed_by = excluded.changed_by
                    """)
                .bind("project", tenant.project().value())
                .bind("model", model)
                .bind("enabled", watch.isEnabled())
                .bind("chunk", watch.chunk().text())
                .bindArray(
                    "metrics", String.class, watch.metrics().stream().map(Metric::text).toList())
                .bind("reference", watch.referenceChunks())
                .bind("now", now)
                .bind("by", by)
                .execute());
  }

  /** Back to how every model is watched; what was found by other settings goes with them. */
  void unwatch(Tenant tenant, String model) {
    database.run(
        tenant.scope(),
        handle -> {
          int changed =
              handle
                  .createUpdate("DELETE FROM performance_watches WHERE model = :model")
                  .bind("model", model)
                  .execute();
          if (changed > 0) {
            forget(handle, tenant, model);
          }
        });
  }

  /**
   * What the states of a model are now, as a text that is another one after any change of them;
   * empty while there are none.
   */
  Optional<String> seen(Tenant tenant, String model) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    // A row has another xmin whenever it is written, also by a correction that
                    // leaves all counts as they are.
                    """
                    SELECT count(*) || ' ' || sum(CAST(CAST(xmin AS text) AS bigint)) || ' ' || sum(labelled)
                    FROM performance_states WHERE model = :model AND segment = '' HAVING count(*) > 0
                    """)
                .bind("model", model)
                .mapTo(String.class)
                .findOne());
  }

  Optional<DecayJudgement> find(Tenant tenant, String model) {
    return database.transact(tenant.scope(), handle -> find(handle, model));
  }

  private static Optional<DecayJudgement> find(Handle handle, String model) {
    List<DecayFinding> findings =
        handle
            .createQuery(
                "SELECT * FROM performance_findings WHERE model = :model ORDER BY metric, basis DESC")
            .bind("model", model)
            .map((row, context) -> readFinding(row))
            .list();
    return handle
        .createQuery("SELECT * FROM performance_judgements WHERE model = :model")
        .bind("model", model)
        .map(
            (row, context) ->
                new DecayJudgement(
                    row.getString("version"),
                    row.getInt("learned"),
                    row.getString("seen"),
                    findings,
                    Columns.json(row, "causes", TEXTS),
                    Columns.instant(row, "judged_at")))
        .findOne();
  }

  /** Puts a judgement in the place of the one before. */
  void save(Tenant tenant, String model, DecayJudgement judgement) {
    database.run(
        tenant.scope(),
        handle -> {
          Optional<DecayJudgement> before = find(handle, model);
          handle
              .createUpdate(
                  """
                  INSERT INTO performance_judgements (project_id, model, version, learned, seen, causes, judged_at)
                  VALUES (:project, :model, :version, :learned, :seen, CAST(:causes AS json), :now)
                  ON CONFLICT (project_id, model) DO UPDATE SET
                    version = excluded.version, learned = excluded.learned, seen = excluded.seen,
                    causes = excluded.causes, judged_at = excluded.judged_at
                  """)
              .bind("project", tenant.project().value())
              .bind("model", model)
              .bind("version", judgement.version())
              .bind("learned", judgement.learned())
              .bind("seen", judgement.seen())
              .bind("causes", Columns.json(judgement.causes()))
              .bind("now", judgement.judgedAt())
              .execute();
          handle
              .createUpdate("DELETE FROM performance_findings WHERE model = :model")
              .bind("model", model)
              .execute();
          insert(handle, tenant, model, judgement.findings());
          if (before.isEmpty() || !before.get().findings().equals(judgement.findings())) {
            Announcement.announce(handle, tenant.project(), Set.of("performance:" + model));
          }
        });
  }

  private static void insert(
      Handle handle, Tenant tenant, String model, List<DecayFinding> findings) {
    if (findings.isEmpty()) {
      return;
    }
    PreparedBatch batch =
        handle.prepareBatch(
            """
            INSERT INTO performance_findings (project_id, model, metric, basis, decayed, since, until, row_count,
                                              value, standard_error, mean, line, beyond, decayed_since, chunks)
            VALUES (:project, :model, :metric, :basis, :decayed, :from, :to, :rows,
                    :value, :error, :mean, :line, :beyond, :decayedSince, :chunks)
            """);
    for (DecayFinding finding : findings) {
      batch
          .bind("project", tenant.project().value())
          .bind("model", model)
          .bind("metric", finding.metric().text())
          .bind("basis", finding.basis().text())
          .bind("decayed", finding.decayed())
          .bind("from", finding.from())
          .bind("to", finding.to())
          .bind("rows", finding.rows())
          .bind("value", finding.value())
          .bind("error", finding.standardError())
          .bind("mean", finding.mean())
          .bind("line", finding.line())
          .bind("beyond", finding.beyond())
          .bind("decayedSince", finding.decayedSince())
          .bind("chunks", finding.chunks())
          .add();
    }
    batch.execute();
  }

  /** Leaves nothing that anybody could be told of. */
  void forget(Tenant tenant, String model) {
    database.run(tenant.scope(), handle -> forget(handle, tenant, model));
  }

  private static void forget(Handle handle, Tenant tenant, String model) {
    int forgotten =
        handle
            .createUpdate("DELETE FROM performance_judgements WHERE model = :model")
            .bind("model", model)
            .execute();
    if (forgotten > 0) {
      Announcement.announce(handle, tenant.project(), Set.of("performance:" + model));
    }
  }

  private static DecayWatch readWatch(ResultSet row) throws SQLException {
    return new DecayWatch(
        row.getBoolean("enabled"),
        Calendar.valueOf(row.getString("chunk").toUpperCase(Locale.ROOT)),
        Columns.texts(row, "metrics").stream().map(Metric::parse).toList(),
        row.getInt("reference_chunks"),
        Optional.of(
            new DecayWatch.Change(
                Columns.instant(row, "changed_at"), row.getString("changed_by"))));
  }

  private static DecayFinding readFinding(ResultSet row) throws SQLException {
    return new DecayFinding(
        Metric.parse(row.getString("metric")),
        DecayFinding.Basis.parse(row.getString("basis")),
        row.getBoolean("decayed"),
        Columns.instant(row, "since"),
        Columns.instant(row, "until"),
        row.getLong("row_count"),
        row.getDouble("value"),
        row.getDouble("standard_error"),
        row.getDouble("mean"),
        row.getDouble("line"),
        row.getDouble("beyond"),
        Columns.instant(row, "decayed_since"),
        row.getInt("chunks"));
  }
}
