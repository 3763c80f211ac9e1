package io.plimsoll.server.retention.archive;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.Database;
import io.plimsoll.server.platform.database.OrganisationId;
import io.plimsoll.server.platform.database.ProjectId;
import io.plimsoll.server.platform.database.Scope;
import io.plimsoll.server.retention.EventType;
import io.plimsoll.server.retention.ExpiredDaysStore.Expired;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads days that are to be archived, and keeps which there are. */
@ApplicationScoped
public class ArchiveStore {
  private static final int FETCH_SIZE = 1_000;

  /** An event of OpenLineage may have some megabytes. */
  private static final int FETCH_SIZE_OF_LINEAGE = 8;

  private final Database database;

  public ArchiveStore(Database database) {
    this.database = database;
  }

  /** The values of an event in the order of the columns. */
  private record Row(List<@Nullable Object> values) {}

  /** A project with rows in a partition. */
  record Owner(Tenant tenant, long events) {}

  /** Who has rows in a partition that is to be dropped. */
  List<Owner> owners(Expired expired) {
    return database.transact(
        Scope.NONE,
        handle ->
            handle
                .createQuery(
                    "SELECT * FROM gate_stored_projects(:type, :day, CAST(:project AS uuid))")
                .bind("type", expired.type().text())
                .bind("day", expired.day())
                .bind("project", expired.project().map(ProjectId::value).orElse(null))
                .map((row, context) -> owner(row))
                .list());
  }

  /** Writes what a project has of a day; returns how many events that are. */
  long write(Tenant tenant, EventType type, LocalDate day, Path file) throws IOException {
    List<ArchiveColumn> columns = ArchiveColumn.of(type);
    String selected = columns.stream().map(ArchiveColumn::sql).collect(Collectors.joining(", "));
    try (ParquetWriter writer = new ParquetWriter(file, columns)) {
      database.run(
          tenant.scope(),
          handle ->
              handle
                  .createQuery(
                      """
                      SELECT %1$s FROM %2$s
                      WHERE project_id = :project AND %3$s >= :from AND %3$s < :to
                      ORDER BY occurred_at, id
                      """
                          .formatted(selected, type.text(), type.timeColumn()))
                  .bind("project", tenant.project().value())
                  .bind("from", day.atStartOfDay(ZoneOffset.UTC).toInstant())
                  .bind("to", day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant())
                  .setFetchSize(
                      type == EventType.LINEAGE_EVENTS ? FETCH_SIZE_OF_LINEAGE : FETCH_SIZE)
                  .map((row, context) -> new Row(values(row, columns)))
                  .forEach(row -> add(writer, row)));
      return writer.rows();
    } catch (UncheckedIOException failure) {
      throw failure.getCause();
    }
  }

  /** Notes an archive, in the place of an earlier one of the same day. */
  void note(Tenant tenant, ArchivedDay archive) {
    database.run(
        tenant.scope(),
        handle ->
            handle
                .createUpdate(
                    """
                    INSERT INTO archives (project_id, event_table, day, events, bytes, location, sha256,
                                          archived_at)
                    VALUES (:project, :type, :day, :events, :bytes, :location, :sha256, :at)
                    ON CONFLICT (project_id, event_table, day) DO UPDATE SET
                      events = excluded.events, bytes = excluded.bytes, location = excluded.location,
                      sha256 = excluded.sha256, archived_at = excluded.archived_at
                    """)
                .bind("project", tenant.project().value())
                .bind("type", archive.type().text())
                .bind("day", archive.day())
                .bind("events", archive.events())
                .bind("bytes", archive.bytes())
                .bind("location", archive.location())
                .bind("sha256", archive.sha256())
                .bind("at", archive.archivedAt())
                .execute());
  }

  /** Drops a partition if all that is in it is archived; false if it is not, or was gone. */
  boolean drop(Expired expired) {
    return database.transact(
        Scope.NONE,
        handle ->
            handle
                .createQuery("SELECT gate_drop_archived_day(:type, :day, CAST(:project AS uuid))")
                .bind("type", expired.type().text())
                .bind("day", expired.day())
                .bind("project", expired.project().map(ProjectId::value).orElse(null))
                .mapTo(Boolean.class)
                .one());
  }

  /** Archives of a project, newest day first. */
  List<ArchivedDay> list(Tenant tenant, @Nullable EventType type, LocalDate before, int limit) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT * FROM archives
                    WHERE day < :before AND (CAST(:type AS text) IS NULL OR event_table = :type)
                    ORDER BY day DESC, event_table LIMIT :limit
                    """)
                .bind("before", before)
                .bind("type", type == null ? null : type.text())
                .bind("limit", limit)
                .map((row, context) -> archive(row))
                .list());
  }

  Optional<ArchivedDay> find(Tenant tenant, EventType type, LocalDate day) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery("SELECT * FROM archives WHERE event_table = :type AND day = :day")
                .bind("type", type.text())
                .bind("day", day)
                .map((row, context) -> archive(row))
                .findOne());
  }

  void forget(Tenant tenant, EventType type, LocalDate day) {
    database.run(
        tenant.scope(),
        handle ->
            handle
                .createUpdate("DELETE FROM archives WHERE event_table = :type AND day = :day")
                .bind("type", type.text())
                .bind("day", day)
                .execute());
  }

  private static void add(ParquetWriter writer, Row row) {
    try {
      writer.add(row.values());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static List<@Nullable Object> values(ResultSet row, List<ArchiveColumn> columns)
      throws SQLException {
    List<@Nullable Object> values = new ArrayList<>(columns.size());
    for (int place = 1; place <= columns.size(); place++) {
      Object value =
          switch (columns.get(place - 1).kind()) {
            case TEXT -> row.getString(place);
            case NUMBER -> row.getDouble(place);
            case INTEGER, TIME -> row.getLong(place);
          };
      values.add(row.wasNull() ? null : value);
    }
    return values;
  }

  private static Owner owner(ResultSet row) throws SQLException {
    return new Owner(
        new Tenant(
            new OrganisationId(row.getObject("organisation_id", UUID.class)),
            row.getString("organisation_slug"),
            new ProjectId(row.getObject("id", UUID.class)),
            row.getString("slug")),
        row.getLong("events"));
  }

  private static ArchivedDay archive(ResultSet row) throws SQLException {
    return new ArchivedDay(
        EventType.parse(row.getString("event_table")),
        row.getObject("day", LocalDate.class),
        row.getLong("events"),
        row.getLong("bytes"),
        row.getString("location"),
        row.getString("sha256"),
        Columns.instant(row, "archived_at"));
  }
}
