package io.plimsoll.server.pipeline;

import io.plimsoll.server.identity.CredentialStore;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.Database;
import io.plimsoll.stats.Profile;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * Merges the minute profiles of a past hour into one profile at the start of that hour, so that a
 * window of a day reads 24 rows for each column instead of 1,440. Those of parts of the rows are
 * kept by the hour from the beginning. An event that comes in late makes a minute profile again,
 * and the next run merges it.
 */
@ApplicationScoped
public class ProfileCompaction {
  private static final Logger LOG = Logger.getLogger(ProfileCompaction.class);

  private final Database database;
  private final CredentialStore projects;
  private final InstantSource clock;

  public ProfileCompaction(Database database, CredentialStore projects, InstantSource clock) {
    this.database = database;
    this.projects = projects;
    this.clock = clock;
  }

  /** Compacts the profiles of every project; one that fails does not keep the others waiting. */
  public void compactAll() {
    for (Tenant tenant : projects.allProjects()) {
      try {
        compact(tenant);
      } catch (RuntimeException failure) {
        LOG.errorf(failure, "could not compact the profiles of %s", tenant.projectSlug());
      }
    }
  }

  /** Compacts what has become old; returns how many rows that saved. */
  public int compact(Tenant tenant) {
    Instant before = ProfileGrain.hoursBefore(clock.instant());
    int merged = 0;
    for (VersionHour hour : hoursWithMinutes(tenant, before)) {
      // One transaction for each hour: locks and memory stay small however much has piled up.
      merged += database.transact(tenant.scope(), handle -> compact(handle, tenant, hour));
    }
    return merged;
  }

  private List<VersionHour> hoursWithMinutes(Tenant tenant, Instant before) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT DISTINCT model, version, hour FROM (
                      SELECT model, version, minute,
                             date_bin('1 hour', minute, TIMESTAMPTZ '1970-01-01 00:00:00+00') AS hour
                      FROM profiles WHERE minute < :before AND part = 0) binned
                    WHERE minute <> hour ORDER BY model, version, hour
                    """)
                .bind("before", before)
                .map((row, context) -> VersionHour.read(row))
                .list());
  }

  private static int compact(Handle handle, Tenant tenant, VersionHour hour) {
    ProjectLock.hold(handle, tenant.project());
    List<Stored> stored =
        handle
            .createQuery(
                """
                DELETE FROM profiles
                WHERE model = :model AND version = :version AND part = 0
                  AND minute >= :start AND minute < CAST(:start AS timestamptz) + INTERVAL '1 hour'
                RETURNING role, name, profile
                """)
            .bind("model", hour.model())
            .bind("version", hour.version())
            .bind("start", hour.start())
            .map((row, context) -> Stored.read(row))
            .list();
    Map<Column, MergedProfile> columns = new HashMap<>();
    stored.forEach(
        each ->
            columns
                .computeIfAbsent(each.column(), column -> new MergedProfile())
                .add(each.profile()));
    insert(handle, tenant, hour, columns);
    return stored.size() - columns.size();
  }

  private static void insert(
      Handle handle, Tenant tenant, VersionHour hour, Map<Column, MergedProfile> columns) {
    PreparedBatch batch =
        handle.prepareBatch(
            """
            INSERT INTO profiles (project_id, model, version, role, name, minute, row_count, profile)
            VALUES (:project, :model, :version, :role, :name, :start, :rows, :profile)
            """);
    columns.forEach(
        (column, merged) -> {
          Profile profile = merged.prevailing();
          batch
              .bind("project", tenant.project().value())
              .bind("model", hour.model())
              .bind("version", hour.version())
              .bind("role", column.role())
              .bind("name", column.name())
              .bind("start", hour.start())
              .bind("rows", profile.rows())
              .bind("profile", profile.toBytes())
              .add();
        });
    batch.execute();
  }

  private record VersionHour(String model, String version, Instant start) {
    static VersionHour read(ResultSet row) throws SQLException {
      return new VersionHour(
          row.getString("model"), row.getString("version"), Columns.instant(row, "hour"));
    }
  }

  private record Column(String role, String name) {}

  private record Stored(Column column, Profile profile) {
    static Stored read(ResultSet row) throws SQLException {
      return new Stored(
          new Column(row.getString("role"), row.getString("name")),
          Profile.fromBytes(row.getBytes("profile")));
    }
  }
}
