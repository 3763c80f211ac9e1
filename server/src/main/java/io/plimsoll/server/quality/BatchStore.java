package io.plimsoll.server.quality;

import com.fasterxml.jackson.core.type.TypeReference;
import io.plimsoll.events.DatasetCheck;
import io.plimsoll.events.DatasetColumn;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.Database;
import io.plimsoll.server.quality.SchemaChange.SchemaColumn;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Reads the batches that the pipeline stored. */
@ApplicationScoped
public class BatchStore {
  private static final TypeReference<List<DatasetColumn>> COLUMNS = new TypeReference<>() {};
  private static final TypeReference<List<DatasetCheck>> RESULTS = new TypeReference<>() {};
  private static final TypeReference<List<SchemaColumn>> SCHEMA = new TypeReference<>() {};
  private static final TypeReference<List<CheckMatrix.Cell>> CELLS = new TypeReference<>() {};
  private static final TypeReference<Map<String, String>> TAGS = new TypeReference<>() {};

  /** Of a profile, a list needs the names and types alone; the rest is many times as long. */
  private static final String SCHEMA_OF =
      """
      (SELECT coalesce(json_agg(json_build_object('name', c -> 'name', 'type', c -> 'type')), '[]')
       FROM json_array_elements(b.columns) c) AS schema
      """;

  private final Database database;

  public BatchStore(Database database) {
    this.database = database;
  }

  /** Batches of a dataset, the newest first, those before {@code before} if it is given. */
  List<Batch> list(Tenant tenant, String dataset, @Nullable UUID before, int limit) {
    return database.transact(
        tenant.scope(),
        handle -> {
          List<Listed> rows =
              handle
                  .createQuery(
                      "SELECT b.*, "
                          + SCHEMA_OF
                          + """
                          FROM dataset_batches b
                          WHERE b.dataset = :dataset
                            AND (CAST(:before AS uuid) IS NULL OR (b.occurred_at, b.id) <
                                 (SELECT occurred_at, id FROM dataset_batches WHERE id = CAST(:before AS uuid)
                                  ORDER BY occurred_at DESC LIMIT 1))
                          ORDER BY b.occurred_at DESC, b.id DESC LIMIT :limit
                          """)
                  .bind("dataset", dataset)
                  .bind("before", before)
                  // One more than is shown, to compare the columns of the last one with.
                  .bind("limit", limit + 1)
                  .map((row, context) -> listed(row))
                  .list();
          List<Batch> batches = new ArrayList<>();
          for (int place = 0; place < Math.min(rows.size(), limit); place++) {
            Listed row = rows.get(place);
            boolean isChanged =
                place + 1 < rows.size()
                    && SchemaChange.between(rows.get(place + 1).schema(), row.schema()).isAny();
            batches.add(row.batch(isChanged));
          }
          return batches;
        });
  }

  Optional<BatchDetail> find(Tenant tenant, UUID id) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT b.*, json_build_array() AS schema FROM dataset_batches b
                    WHERE b.id = :id ORDER BY b.occurred_at DESC LIMIT 1
                    """)
                .bind("id", id)
                .map((row, context) -> detail(handle, row))
                .findOne());
  }

  /** What became of the checks in the latest batches. */
  CheckMatrix matrix(Tenant tenant, String dataset, int limit) {
    List<CheckMatrix.MatrixBatch> batches = new ArrayList<>();
    List<List<CheckMatrix.Cell>> cells = new ArrayList<>();
    database.run(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT b.id, b.occurred_at, b.row_count,
                           (SELECT coalesce(json_agg(json_build_object(
                                     'check', r -> 'check', 'expectation', r -> 'expectation', 'column', r -> 'column',
                                     'severity', r -> 'severity', 'passed', r -> 'passed')), '[]')
                            FROM json_array_elements(b.results) r) AS cells
                    FROM dataset_batches b
                    WHERE b.dataset = :dataset ORDER BY b.occurred_at DESC, b.id DESC LIMIT :limit
                    """)
                .bind("dataset", dataset)
                .bind("limit", limit)
                .map(
                    (row, context) -> {
                      // The newest comes first and is shown last.
                      batches.addFirst(
                          new CheckMatrix.MatrixBatch(
                              row.getObject("id", UUID.class),
                              Columns.instant(row, "occurred_at"),
                              row.getLong("row_count")));
                      cells.addFirst(Columns.json(row, "cells", CELLS));
                      return 1;
                    })
                .list());
    return CheckMatrix.of(batches, cells);
  }

  /** A check, or all, over the latest batches that were asked it, the newest first. */
  List<History.CheckPoint> check(Tenant tenant, String dataset, @Nullable String check, int limit) {
    return points(
        tenant,
        "results",
        "check",
        dataset,
        check,
        limit,
        row ->
            new History.CheckPoint(
                row.getObject("id", UUID.class),
                Columns.instant(row, "occurred_at"),
                Columns.json(row, "found", DatasetCheck.class)));
  }

  /** A column, or all, over the latest batches that have it, the newest first. */
  List<History.ColumnPoint> column(
      Tenant tenant, String dataset, @Nullable String column, int limit) {
    return points(
        tenant,
        "columns",
        "name",
        dataset,
        column,
        limit,
        row ->
            new History.ColumnPoint(
                row.getObject("id", UUID.class),
                Columns.instant(row, "occurred_at"),
                row.getLong("row_count"),
                Columns.json(row, "found", DatasetColumn.class)));
  }

  private <T> List<T> points(
      Tenant tenant,
      String list,
      String key,
      String dataset,
      @Nullable String name,
      int limit,
      RowReader<T> reader) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT b.id, b.occurred_at, b.row_count, f.found
                    FROM (SELECT * FROM dataset_batches WHERE dataset = :dataset
                          ORDER BY occurred_at DESC, id DESC LIMIT :limit) b,
                         LATERAL (SELECT e AS found FROM json_array_elements(b.%s) e
                                  WHERE CAST(:name AS text) IS NULL OR e ->> '%s' = :name) f
                    ORDER BY b.occurred_at DESC, b.id DESC
                    """
                        .formatted(list, key))
                .bind("dataset", dataset)
                .bind("name", name)
                .bind("limit", limit)
                .map((row, context) -> reader.read(row))
                .list());
  }

  private static BatchDetail detail(Handle handle, ResultSet row) throws SQLException {
    Listed listed = listed(row);
    List<DatasetColumn> columns = Columns.json(row, "columns", COLUMNS);
    List<SchemaColumn> schema =
        columns.stream().map(column -> new SchemaColumn(column.name(), column.type())).toList();
    Optional<Listed> before = before(handle, listed.batch(false));
    SchemaChange change =
        before.map(it -> SchemaChange.between(it.schema(), schema)).orElse(SchemaChange.NONE);
    Map<String, String> tags =
        row.getString("tags") == null ? Map.of() : Columns.json(row, "tags", TAGS);
    return new BatchDetail(
        listed.batch(change.isAny()),
        columns,
        Columns.json(row, "results", RESULTS),
        tags,
        before.map(it -> it.batch(false).id()).orElse(null),
        change);
  }

  private static Optional<Listed> before(Handle handle, Batch batch) {
    return handle
        .createQuery(
            "SELECT b.*, "
                + SCHEMA_OF
                + """
                FROM dataset_batches b
                WHERE b.dataset = :dataset AND (b.occurred_at, b.id) < (:at, :id)
                ORDER BY b.occurred_at DESC, b.id DESC LIMIT 1
                """)
        .bind("dataset", batch.dataset())
        .bind("at", batch.occurredAt())
        .bind("id", batch.id())
        .map((row, context) -> listed(row))
        .findOne();
  }

  private static Listed listed(ResultSet row) throws SQLException {
    Batch batch =
        new Batch(
            row.getObject("id", UUID.class),
            row.getString("dataset"),
            Columns.instant(row, "occurred_at"),
            Columns.instant(row, "received_at"),
            row.getLong("row_count"),
            row.getObject("duplicates", Long.class),
            row.getLong("checks"),
            failures(row),
            row.getString("suite"),
            row.getObject("suite_version", Long.class),
            row.getString("model"),
            row.getString("pipeline"),
            row.getString("run_id"),
            false);
    return new Listed(batch, Columns.json(row, "schema", SCHEMA));
  }

  static Failures failures(ResultSet row) throws SQLException {
    return new Failures(
        row.getLong("failed_critical"), row.getLong("failed_warning"), row.getLong("failed_info"));
  }

  private interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  private record Listed(Batch of, List<SchemaColumn> schema) {
    Batch batch(boolean isSchemaChanged) {
      return new Batch(
          of.id(),
          of.dataset(),
          of.occurredAt(),
          of.receivedAt(),
          of.rows(),
          of.duplicates(),
          of.checks(),
          of.failed(),
          of.suite(),
          of.suiteVersion(),
          of.model(),
          of.pipeline(),
          of.runId(),
          isSchemaChanged);
    }
  }
}
