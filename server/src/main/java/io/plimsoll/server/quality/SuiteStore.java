package io.plimsoll.server.quality;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.database.Announcement;
import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.Database;
import io.plimsoll.server.platform.http.ErrorCode;
import io.plimsoll.server.platform.http.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Suites and their versions. Nothing is ever changed or deleted: the rows are the record. */
@ApplicationScoped
public class SuiteStore {
  private static final int MOST = 1_000;

  private final Database database;
  private final InstantSource clock;

  public SuiteStore(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /** The latest version of each suite, by name, those after {@code after} if it is given. */
  List<SuiteSummary> list(Tenant tenant, @Nullable String after, int limit) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT DISTINCT ON (name) * FROM suites
                    WHERE CAST(:after AS text) IS NULL OR name > :after
                    ORDER BY name, version DESC LIMIT :limit
                    """)
                .bind("after", after)
                .bind("limit", limit)
                .map((row, context) -> summary(row))
                .list());
  }

  /** The versions of a suite, the latest first, those below {@code below} if it is given. */
  List<SuiteSummary> versions(Tenant tenant, String name, @Nullable Integer below, int limit) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT * FROM suites
                    WHERE name = :name AND (CAST(:below AS integer) IS NULL OR version < :below)
                    ORDER BY version DESC LIMIT :limit
                    """)
                .bind("name", name)
                .bind("below", below)
                .bind("limit", limit)
                .map((row, context) -> summary(row))
                .list());
  }

  /** A version of a suite, the latest if none is named. */
  Optional<SuiteVersion> find(Tenant tenant, String name, @Nullable Integer version) {
    return database.transact(tenant.scope(), handle -> find(handle, name, version));
  }

  /** Makes a version; what the latest one says already makes none. */
  SuiteVersion put(Tenant tenant, String name, SuiteDocument document, String by) {
    return database.transact(
        tenant.scope(),
        handle -> {
          lock(handle, tenant);
          Optional<SuiteVersion> latest = find(handle, name, null);
          if (latest.isPresent() && isSame(handle, latest.get(), document)) {
            return latest.get();
          }
          if (latest.isEmpty()) {
            requireRoom(handle);
          }
          SuiteVersion made =
              handle
                  .createQuery(
                      """
                      INSERT INTO suites (project_id, name, version, document, created_by, created_at)
                      VALUES (:project, :name, :version, CAST(:document AS jsonb), :by, :now) RETURNING *
                      """)
                  .bind("project", tenant.project().value())
                  .bind("name", name)
                  .bind("version", latest.map(SuiteVersion::version).orElse(0) + 1)
                  .bind("document", Columns.json(document))
                  .bind("by", by)
                  .bind("now", clock.instant())
                  .map((row, context) -> version(row))
                  .one();
          Announcement.announce(handle, tenant.project(), Set.of("quality"));
          return made;
        });
  }

  /** Two who put at once make two versions, one after the other. */
  private static void lock(Handle handle, Tenant tenant) {
    handle
        .createQuery(
            "SELECT pg_advisory_xact_lock(hashtextextended('suites ' || :project, 0))::text")
        .bind("project", tenant.project().toString())
        .mapTo(String.class)
        .one();
  }

  private static Optional<SuiteVersion> find(
      Handle handle, String name, @Nullable Integer version) {
    return handle
        .createQuery(
            """
            SELECT * FROM suites
            WHERE name = :name AND (CAST(:version AS integer) IS NULL OR version = :version)
            ORDER BY version DESC LIMIT 1
            """)
        .bind("name", name)
        .bind("version", version)
        .map((row, context) -> version(row))
        .findOne();
  }

  /** Compared by the database, to which 1 and 1.0 are the same number. */
  private static boolean isSame(Handle handle, SuiteVersion latest, SuiteDocument document) {
    return handle
        .createQuery("SELECT CAST(:before AS jsonb) = CAST(:now AS jsonb)")
        .bind("before", Columns.json(latest.suite()))
        .bind("now", Columns.json(document))
        .mapTo(Boolean.class)
        .one();
  }

  private static void requireRoom(Handle handle) {
    int count =
        handle.createQuery("SELECT count(DISTINCT name) FROM suites").mapTo(Integer.class).one();
    if (count >= MOST) {
      throw new ProblemException(
          ErrorCode.CONFLICT,
          "There are %d suites in this project, the most there can be; put a version of one of them."
              .formatted(count));
    }
  }

  private static SuiteVersion version(ResultSet row) throws SQLException {
    return new SuiteVersion(
        row.getString("name"),
        row.getInt("version"),
        Columns.json(row, "document", SuiteDocument.class),
        row.getString("created_by"),
        Columns.instant(row, "created_at"));
  }

  private static SuiteSummary summary(ResultSet row) throws SQLException {
    SuiteVersion version = version(row);
    List<?> expectations = version.suite().expectations();
    return new SuiteSummary(
        version.name(),
        version.version(),
        version.suite().dataset(),
        expectations == null ? 0 : expectations.size(),
        version.createdBy(),
        version.createdAt());
  }
}
