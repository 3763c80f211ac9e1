package io.plimsoll.server.lineage;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.lineage.DatasetDetail.ColumnFigures;
import io.plimsoll.server.lineage.DatasetDetail.ColumnOrigin;
import io.plimsoll.server.lineage.DatasetDetail.Field;
import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads datasets, their versions and where their columns come from. */
@ApplicationScoped
public class LineageDatasetStore {
  private static final int MOST_VERSIONS = 50;
  private static final int MOST_COLUMNS = 5_000;

  private final Database database;
  private final NamedStore<DatasetDetail.Line> named;

  public LineageDatasetStore(Database database) {
    this.database = database;
    this.named =
        new NamedStore<>(
            database,
            "lineage_datasets",
            "v.columns",
            """
            LEFT JOIN LATERAL (
              SELECT CAST(json_array_length(fields) AS bigint) AS columns FROM lineage_dataset_versions v
              WHERE v.project_id = n.project_id AND v.dataset_id = n.id ORDER BY last_at DESC, id LIMIT 1) v ON true
            """,
            """
            EXISTS (SELECT FROM lineage_symlinks s
                    WHERE s.project_id = n.project_id AND s.dataset_id = n.id AND %s)
            """
                .formatted(NamedStore.holdsSearch("s")),
            (row, context) -> line(row));
  }

  /** A set of columns that a dataset had. */
  record StoredVersion(
      UUID id, @Nullable String version, Instant firstAt, Instant lastAt, List<Field> fields) {}

  /** Datasets by name, those whose name, namespace or other name holds {@code search}. */
  List<DatasetDetail.Line> list(
      Tenant tenant, @Nullable String search, @Nullable UUID after, int limit) {
    return named.list(tenant, search, after, limit);
  }

  Optional<DatasetDetail.Line> find(Tenant tenant, UUID id) {
    return named.find(tenant, id);
  }

  private static DatasetDetail.Line line(ResultSet row) throws SQLException {
    return new DatasetDetail.Line(
        row.getObject("id", UUID.class),
        row.getString("namespace"),
        row.getString("name"),
        row.getString("lifecycle"),
        row.getObject("columns", Long.class),
        Columns.instant(row, "first_at"),
        Columns.instant(row, "seen_at"));
  }

  List<DatasetDetail.Symlink> symlinks(Tenant tenant, UUID dataset) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT namespace, name, type FROM lineage_symlinks WHERE dataset_id = :dataset
                    ORDER BY namespace, name
                    """)
                .bind("dataset", dataset)
                .map(
                    (row, context) ->
                        new DatasetDetail.Symlink(
                            row.getString("namespace"),
                            row.getString("name"),
                            row.getString("type")))
                .list());
  }

  /** The current one first. */
  List<StoredVersion> versions(Tenant tenant, UUID dataset) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT * FROM lineage_dataset_versions WHERE dataset_id = :dataset
                    ORDER BY last_at DESC, id LIMIT :most
                    """)
                .bind("dataset", dataset)
                .bind("most", MOST_VERSIONS)
                .map(
                    (row, context) ->
                        new StoredVersion(
                            row.getObject("id", UUID.class),
                            row.getString("version"),
                            Columns.instant(row, "first_at"),
                            Columns.instant(row, "last_at"),
                            Field.of(Said.objects(row, "fields"))))
                .list());
  }

  /** Where the columns of the dataset come from. */
  List<ColumnOrigin> origins(Tenant tenant, UUID dataset) {
    return columns(tenant, dataset, "dataset_id", "field", "input_id", "input_field");
  }

  /** Which columns of others come from the dataset. */
  List<ColumnOrigin> usedBy(Tenant tenant, UUID dataset) {
    return columns(tenant, dataset, "input_id", "input_field", "dataset_id", "field");
  }

  private List<ColumnOrigin> columns(
      Tenant tenant, UUID dataset, String of, String field, String other, String otherField) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT DISTINCT ON (c.%2$s, d.name, d.namespace, c.%4$s)
                           c.%2$s AS field, d.id, d.namespace, d.name, c.%4$s AS other_field, c.transformations
                    FROM lineage_columns c
                    JOIN lineage_datasets d ON d.project_id = c.project_id AND d.id = c.%3$s
                    WHERE c.%1$s = :dataset
                    ORDER BY c.%2$s NULLS LAST, d.name, d.namespace, c.%4$s LIMIT :most
                    """
                        .formatted(of, field, other, otherField))
                .bind("dataset", dataset)
                .bind("most", MOST_COLUMNS)
                .map((row, context) -> origin(row))
                .list());
  }

  private static ColumnOrigin origin(ResultSet row) throws SQLException {
    List<String> transformations = new ArrayList<>();
    boolean isMasked = false;
    for (Map<?, ?> each : Said.objects(row, "transformations")) {
      String type = Said.text(each, "type").orElse("?");
      transformations.add(Said.text(each, "subtype").map(sub -> type + "/" + sub).orElse(type));
      isMasked |= Boolean.TRUE.equals(each.get("masking"));
    }
    return new ColumnOrigin(
        row.getString("field"),
        row.getObject("id", UUID.class),
        row.getString("namespace"),
        row.getString("name"),
        row.getString("other_field"),
        transformations.stream().distinct().toList(),
        isMasked);
  }

  /** What was measured last. */
  Optional<DatasetDetail.Quality> quality(Tenant tenant, UUID dataset) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    "SELECT * FROM lineage_quality WHERE dataset_id = :dataset ORDER BY at DESC, run_id LIMIT 1")
                .bind("dataset", dataset)
                .map(
                    (row, context) ->
                        new DatasetDetail.Quality(
                            LineageRunStore.named(row.getObject("run_id", UUID.class)),
                            Columns.instant(row, "at"),
                            row.getObject("row_count", Long.class),
                            row.getObject("size_bytes", Long.class),
                            row.getObject("file_count", Long.class),
                            figures(Columns.jsonOrNull(row, "columns", Object.class))))
                .findOne());
  }

  private static List<ColumnFigures> figures(@Nullable Object said) {
    TreeMap<String, ColumnFigures> figures = new TreeMap<>();
    if (said instanceof Map<?, ?> columns) {
      columns.forEach(
          (name, each) -> {
            if (each instanceof Map<?, ?> column) {
              figures.put(
                  String.valueOf(name),
                  new ColumnFigures(
                      String.valueOf(name),
                      Said.number(column, "nullCount"),
                      Said.number(column, "distinctCount"),
                      Said.number(column, "count"),
                      Said.number(column, "sum"),
                      Said.number(column, "min"),
                      Said.number(column, "max")));
            }
          });
    }
    return List.copyOf(figures.values());
  }
}
