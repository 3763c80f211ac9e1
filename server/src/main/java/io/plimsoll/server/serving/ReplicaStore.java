package io.plimsoll.server.serving;

import io.plimsoll.server.platform.database.Announcement;
import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.Database;
import io.plimsoll.server.platform.database.Scope;
import io.plimsoll.server.registry.ServedVersion;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** What this serving process says of the versions that it was asked to serve. */
@Singleton
public class ReplicaStore {
  private final Database database;
  private final InstantSource clock;
  private final String server = ProcessHandle.current().pid() + "-" + UUID.randomUUID();

  public ReplicaStore(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /** How far a version has come in this process. */
  enum State {
    LOADING,
    READY,
    FAILED
  }

  void report(ServedVersion version, State state, Optional<String> reason) {
    database.run(
        Scope.of(version.project()),
        handle -> {
          handle
              .createUpdate(
                  """
                  INSERT INTO replicas (project_id, version_id, server, state, reason, updated_at)
                  VALUES (:project, :version, :server, :state, :reason, :now)
                  ON CONFLICT (version_id, server) DO UPDATE SET
                    state = excluded.state, reason = excluded.reason,
                    updated_at = excluded.updated_at
                  """)
              .bind("project", version.project().value())
              .bind("version", version.versionId())
              .bind("server", server)
              .bind("state", state.name().toLowerCase(Locale.ROOT))
              .bind("reason", reason.orElse(null))
              .bind("now", clock.instant())
              .execute();
          Announcement.announce(handle, version.project(), Set.of("replicas"));
        });
  }

  /** Says what the workers of a version do here, if the version is known to be served at all. */
  void reportWorkers(ServedVersion version, WorkerReports.Report report, boolean isNews) {
    database.run(
        Scope.of(version.project()),
        handle -> {
          handle
              .createUpdate(
                  """
                  UPDATE replicas SET workers = CAST(:workers AS jsonb), workers_at = :now
                  WHERE version_id = :version AND server = :server
                  """)
              .bind("workers", Columns.json(report))
              .bind("now", clock.instant())
              .bind("version", version.versionId())
              .bind("server", server)
              .execute();
          if (isNews) {
            Announcement.announce(handle, version.project(), Set.of("workers:" + version.model()));
          }
        });
  }

  /** Forgets what this process and dead ones have said of a version that is no longer served. */
  void forget(ServedVersion version) {
    database.run(
        Scope.of(version.project()),
        handle ->
            handle
                .createUpdate(
                    "DELETE FROM replicas WHERE version_id = :version AND server = :server")
                .bind("version", version.versionId())
                .bind("server", server)
                .execute());
  }
}
