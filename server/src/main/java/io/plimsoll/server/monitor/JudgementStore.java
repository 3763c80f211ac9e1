package io.plimsoll.server.monitor;

import com.fasterxml.jackson.core.type.TypeReference;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.monitor.rules.LatencyRule;
import io.plimsoll.server.monitor.rules.Reading;
import io.plimsoll.server.monitor.rules.RuleKind;
import io.plimsoll.server.monitor.rules.Signal;
import io.plimsoll.server.monitor.rules.Standing;
import io.plimsoll.server.platform.database.Announcement;
import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Judgements, the drift of every minute, and the latencies that versions began with. */
@ApplicationScoped
public class JudgementStore {
  private static final TypeReference<List<Signal>> SIGNALS = new TypeReference<>() {};
  private static final TypeReference<Map<RuleKind, Standing>> STANDINGS = new TypeReference<>() {};

  private final Database database;

  public JudgementStore(Database database) {
    this.database = database;
  }

  /** What was last judged of a model. */
  record Judgement(String version, List<Signal> signals, Map<RuleKind, Standing> standings) {
    Judgement {
      signals = List.copyOf(signals);
      standings = Map.copyOf(standings);
    }

    /** Where a rule stood, if it was this version that was judged. */
    Standing before(String judged, RuleKind kind) {
      return version.equals(judged)
          ? standings.getOrDefault(kind, Standing.UNKNOWN)
          : Standing.UNKNOWN;
    }

    /** Whether somebody who looks at the mark would see a difference. */
    boolean looksLike(Judgement other) {
      return version.equals(other.version) && seen().equals(other.seen());
    }

    private List<?> seen() {
      return signals.stream()
          .map(
              signal ->
                  List.of(
                      signal.signal(),
                      Objects.requireNonNullElse(signal.subject(), ""),
                      Math.round(signal.ratio() * 100),
                      signal.lowConfidence()))
          .toList();
    }
  }

  Optional<Judgement> find(Tenant tenant, String model) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    "SELECT version, signals, standings FROM judgements WHERE model = :model")
                .bind("model", model)
                .map((row, context) -> read(row))
                .findOne());
  }

  /** Stores a judgement; announces it if it looks different from the one before. */
  void save(
      Tenant tenant,
      String model,
      Judgement judgement,
      Optional<Judgement> before,
      List<Reading> drift,
      Instant now) {
    database.run(
        tenant.scope(),
        handle -> {
          handle
              .createUpdate(
                  """
                  INSERT INTO judgements (project_id, model, version, signals, standings, judged_at)
                  VALUES (:project, :model, :version, CAST(:signals AS json), CAST(:standings AS json), :now)
                  ON CONFLICT (project_id, model) DO UPDATE SET
                    version = excluded.version, signals = excluded.signals, standings = excluded.standings,
                    judged_at = excluded.judged_at
                  """)
              .bind("project", tenant.project().value())
              .bind("model", model)
              .bind("version", judgement.version())
              .bind("signals", Columns.json(judgement.signals()))
              .bind("standings", Columns.json(judgement.standings()))
              .bind("now", now)
              .execute();
          saveDrift(handle, tenant, model, judgement.version(), drift, now);
          if (before.isEmpty() || !judgement.looksLike(before.get())) {
            Announcement.announce(handle, tenant.project(), Set.of("models", "drift:" + model));
          }
        });
  }

  private static void saveDrift(
      Handle handle,
      Tenant tenant,
      String model,
      String version,
      List<Reading> readings,
      Instant now) {
    if (readings.isEmpty()) {
      return;
    }
    // A minute is judged several times; the row is only written anew when the result has changed.
    PreparedBatch batch =
        handle.prepareBatch(
            """
            INSERT INTO drift_results AS old (project_id, model, version, role, name, minute, psi, noise, row_count,
                                              verdict)
            VALUES (:project, :model, :version, :role, :name, :minute, :psi, :noise, :rows, :verdict)
            ON CONFLICT (project_id, model, minute, version, role, name) DO UPDATE SET
              psi = excluded.psi, noise = excluded.noise, row_count = excluded.row_count, verdict = excluded.verdict
            WHERE (old.psi, old.noise, old.row_count, old.verdict)
               IS DISTINCT FROM (excluded.psi, excluded.noise, excluded.row_count, excluded.verdict)
            """);
    for (Reading reading : readings) {
      var subject = Objects.requireNonNull(reading.subject());
      var shift = Objects.requireNonNull(reading.shift());
      batch
          .bind("project", tenant.project().value())
          .bind("model", model)
          .bind("version", version)
          .bind("role", subject.role().text())
          .bind("name", subject.name())
          .bind("minute", now.truncatedTo(ChronoUnit.MINUTES))
          .bind("psi", shift.psi())
          .bind("noise", shift.psiNoise())
          .bind("rows", reading.rows())
          .bind("verdict", verdict(reading))
          .add();
    }
    batch.execute();
  }

  private static String verdict(Reading reading) {
    if (!reading.isEnough()) {
      return "too_few_rows";
    }
    return reading.isOver() ? "drifted" : "stable";
  }

  Optional<LatencyRule.Baseline> latencyBaseline(Tenant tenant, Watched watched) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    "SELECT p95_ms, row_count FROM latency_baselines WHERE model = :model AND"
                        + " version = :version")
                .bind("model", watched.model())
                .bind("version", watched.version())
                .map(
                    (row, context) ->
                        new LatencyRule.Baseline(row.getDouble("p95_ms"), row.getLong("row_count")))
                .findOne());
  }

  /** Keeps what a version showed at first; what is kept already stays. */
  void learnLatency(Tenant tenant, Watched watched, LatencyRule.Baseline baseline, Instant now) {
    database.run(
        tenant.scope(),
        handle ->
            handle
                .createUpdate(
                    """
                    INSERT INTO latency_baselines (project_id, model, version, p95_ms, row_count, learned_at)
                    VALUES (:project, :model, :version, :p95, :rows, :now)
                    ON CONFLICT (project_id, model, version) DO NOTHING
                    """)
                .bind("project", tenant.project().value())
                .bind("model", watched.model())
                .bind("version", watched.version())
                .bind("p95", baseline.p95Ms())
                .bind("rows", baseline.rows())
                .bind("now", now)
                .execute());
  }

  private static Judgement read(ResultSet row) throws SQLException {
    return new Judgement(
        row.getString("version"),
        Columns.json(row, "signals", SIGNALS),
        Columns.json(row, "standings", STANDINGS));
  }
}
