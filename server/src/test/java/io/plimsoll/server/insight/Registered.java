package io.plimsoll.server.insight;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.testing.TestDatabase;
import io.plimsoll.stats.Profile;
import java.time.Instant;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/** Writes what the registry, the jobs and the monitor would have written, in its plainest form. */
public final class Registered {
  private final Jdbi owner;
  private final Tenant tenant;

  public Registered(TestDatabase database, Tenant tenant) {
    this.owner = database.owner();
    this.tenant = tenant;
  }

  public void model(String name) {
    owner.useHandle(
        handle ->
            handle.execute(
                "INSERT INTO models (project_id, name) VALUES (?, ?)",
                tenant.project().value(),
                name));
  }

  public UUID version(String model, int number, Instant at) {
    return owner.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    INSERT INTO model_versions (project_id, model_id, number, framework, engine, digest, size_bytes,
                      manifest, signature, evidence, example_rows, commit_id, commit_message, created_at, created_by,
                      job_id)
                    SELECT :project, m.id, :number, 'sklearn', 'python', 'sha256:' || :number, 1024, '{}',
                      '{"inputs":[{"name":"x","datatype":"FP64","shape":[-1,2]}],"outputs":[]}',
                      '{"testRows":3,"loadMs":12.5,"inferMsPerRow":0.2,"steps":[],"outputsSample":[],"scan":"clean","environment":null}',
                      '[{"temp":39.2,"carrier":null}]', 'c0ffee', 'train again', :at, 'ann@example.org', uuidv7()
                    FROM models m WHERE m.project_id = :project AND m.name = :model RETURNING id
                    """)
                .bind("project", tenant.project().value())
                .bind("number", number)
                .bind("model", model)
                .bind("at", at)
                .mapTo(UUID.class)
                .one());
  }

  public void production(String model, int number, String kind, Instant at) {
    owner.useHandle(
        handle -> {
          handle
              .createUpdate(
                  """
                  INSERT INTO aliases (project_id, model_id, name, version_id, moved_at, moved_by)
                  SELECT :project, m.id, 'production', v.id, :at, 'ann@example.org'
                  FROM models m JOIN model_versions v ON v.model_id = m.id
                  WHERE m.project_id = :project AND m.name = :model AND v.number = :number
                  ON CONFLICT (model_id, name) DO UPDATE SET version_id = excluded.version_id
                  """)
              .bind("project", tenant.project().value())
              .bind("model", model)
              .bind("number", number)
              .bind("at", at)
              .execute();
          handle
              .createUpdate(
                  """
                  INSERT INTO alias_moves (project_id, model_id, name, to_version, kind, moved_at, moved_by)
                  SELECT :project, id, 'production', :number, :kind, :at, 'ann@example.org'
                  FROM models WHERE project_id = :project AND name = :model
                  """)
              .bind("project", tenant.project().value())
              .bind("model", model)
              .bind("number", number)
              .bind("kind", kind)
              .bind("at", at)
              .execute();
        });
  }

  public void baseline(UUID version, String role, String name, Profile profile, Instant at) {
    owner.useHandle(
        handle ->
            handle.execute(
                """
                INSERT INTO baselines (project_id, version_id, role, name, profile, source, row_count, created_at)
                VALUES (?, ?, ?, ?, ?, 'baseline.csv', ?, ?)
                """,
                tenant.project().value(),
                version,
                role,
                name,
                profile.toBytes(),
                profile.rows(),
                at));
  }

  public void job(String model, String state, Instant at) {
    owner.useHandle(
        handle ->
            handle.execute(
                """
                INSERT INTO jobs (project_id, kind, model, state, branch, commit_id, commit_message, source_digest,
                  created_by, created_at)
                VALUES (?, 'deploy', ?, ?, 'main', 'c0ffee', 'first', 'sha256:1', 'ann@example.org', ?)
                """,
                tenant.project().value(),
                model,
                state,
                at));
  }

  public void judgement(String model, String signals, Instant at) {
    owner.useHandle(
        handle ->
            handle.execute(
                """
                INSERT INTO judgements (project_id, model, version, signals, standings, judged_at)
                VALUES (?, ?, '1', CAST(? AS json), '{}', ?)
                """,
                tenant.project().value(),
                model,
                signals,
                at));
  }

  public void drift(String name, double psi, Instant at) {
    owner.useHandle(
        handle ->
            handle.execute(
                """
                INSERT INTO drift_results (project_id, model, version, role, name, minute, psi, noise, row_count,
                  verdict)
                VALUES (?, 'flights', '1', 'feature', ?, ?, ?, 0.03, 400, 'stable')
                """,
                tenant.project().value(),
                name,
                at,
                psi));
  }

  public void deadLetter(String code, Instant at, long offset) {
    owner.useHandle(
        handle ->
            handle.execute(
                """
                INSERT INTO dead_letters (id, project_id, received_at, code, reason, topic, kafka_partition,
                  kafka_offset, payload, truncated)
                VALUES (?, ?, ?, ?, 'it is broken', 'events', 0, ?, '{', false)
                """,
                Cursor.firstIdAt(at),
                tenant.project().value(),
                at,
                code,
                offset));
  }
}
