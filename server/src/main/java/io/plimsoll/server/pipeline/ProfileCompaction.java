package io.plimsoll.server.pipeline;

import io.plimsoll.server.identity.CredentialStore;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.database.Database;
import io.plimsoll.stats.Profile;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Query;

/**
 * Merges the minute profiles of a past hour into one profile at the start of that hour, so that a
 * window of a day reads 24 rows for each column instead of 1,440. An event that comes in late makes
 * a minute profile again, and the next run merges it.
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

  /** Compacts what has become old; returns how many minute profiles were merged away. */
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
                      FROM profiles WHERE minute < :before) binned
                    WHERE minute <> hour ORDER BY model, version, hour
                    """)
                .bind("before", before.atOffset(ZoneOffset.UTC))
                .map((row, context) -> VersionHour.read(row))
                .list());
  }

  private static int compact(Handle handle, Tenant tenant, VersionHour hour) {
    // Deleted and read in one statement: a row that the pipeline adds in the meantime stays.
    List<Stored> minutes =
        hour.bind(
                handle.createQuery(
                    """
                    DELETE FROM profiles
                    WHERE model = :model AND version = :version AND minute > :start AND minute < :end
                    RETURNING role, name, profile
                    """))
            .map((row, context) -> Stored.read(row))
            .list();
    Map<Column, MergedProfile> columns = new TreeMap<>();
    minutes.forEach(stored -> stored.addTo(columns));
    Set<Column> present = insert(handle, tenant, hour, columns);
    if (!present.isEmpty()) {
      columns.keySet().retainAll(present);
      mergeIntoPresent(handle, hour, columns);
    }
    return minutes.size();
  }

  /** Inserts the hour's rows and returns the columns that have one already. */
  private static Set<Column> insert(
      Handle handle, Tenant tenant, VersionHour hour, Map<Column, MergedProfile> columns) {
    List<Column> order = List.copyOf(columns.keySet());
    PreparedBatch batch =
        handle.prepareBatch(
            """
            INSERT INTO profiles (project_id, model, version, role, name, minute, row_count, profile)
            VALUES (:project, :model, :version, :role, :name, :start, :rows, :profile)
            ON CONFLICT (project_id, model, version, minute, role, name) DO NOTHING
            """);
    columns.forEach(
        (column, merged) ->
            bind(batch, hour, column, merged).bind("project", tenant.project().value()).add());
    int[] inserted = batch.execute();
    return IntStream.range(0, inserted.length)
        .filter(index -> inserted[index] == 0)
        .mapToObj(order::get)
        .collect(Collectors.toSet());
  }

  private static void mergeIntoPresent(
      Handle handle, VersionHour hour, Map<Column, MergedProfile> columns) {
    hour
        .bind(
            handle.createQuery(
                """
                SELECT role, name, profile FROM profiles
                WHERE model = :model AND version = :version AND minute = :start AND minute < :end
                ORDER BY role, name FOR UPDATE
                """))
        .map((row, context) -> Stored.read(row))
        .stream()
        .filter(stored -> columns.containsKey(stored.column()))
        .forEach(stored -> stored.addTo(columns));
    PreparedBatch batch =
        handle.prepareBatch(
            """
            UPDATE profiles SET row_count = :rows, profile = :profile
            WHERE model = :model AND version = :version AND minute = :start AND role = :role AND name = :name
            """);
    columns.forEach((column, merged) -> bind(batch, hour, column, merged).add());
    batch.execute();
  }

  private static PreparedBatch bind(
      PreparedBatch batch, VersionHour hour, Column column, MergedProfile merged) {
    Profile profile = merged.prevailing();
    return batch
        .bind("model", hour.model())
        .bind("version", hour.version())
        .bind("start", hour.start().atOffset(ZoneOffset.UTC))
        .bind("role", column.role())
        .bind("name", column.name())
        .bind("rows", profile.rows())
        .bind("profile", profile.toBytes());
  }

  private record VersionHour(String model, String version, Instant start) {
    static VersionHour read(ResultSet row) throws SQLException {
      return new VersionHour(
          row.getString("model"),
          row.getString("version"),
          row.getObject("hour", OffsetDateTime.class).toInstant());
    }

    Query bind(Query query) {
      return query
          .bind("model", model)
          .bind("version", version)
          .bind("start", start.atOffset(ZoneOffset.UTC))
          .bind("end", start.plus(Duration.ofHours(1)).atOffset(ZoneOffset.UTC));
    }
  }

  private record Column(String role, String name) implements Comparable<Column> {
    @Override
    public int compareTo(Column other) {
      int byRole = role.compareTo(other.role);
      return byRole == 0 ? name.compareTo(other.name) : byRole;
    }
  }

  private record Stored(Column column, Profile profile) {
    static Stored read(ResultSet row) throws SQLException {
      return new Stored(
          new Column(row.getString("role"), row.getString("name")),
          Profile.fromBytes(row.getBytes("profile")));
    }

    void addTo(Map<Column, MergedProfile> columns) {
      columns.computeIfAbsent(column, key -> new MergedProfile()).add(profile);
    }
  }
}
