package io.plimsoll.server.lineage;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.database.Database;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jspecify.annotations.Nullable;

/**
 * Reads what has a namespace and a name, which is jobs and datasets, all in one way: by name, those
 * that hold a text, a page after another; or one by its id.
 */
final class NamedStore<T> {
  private final Database database;
  private final String table;
  private final String select;
  private final String called;
  private final RowMapper<T> mapper;

  /**
   * All of these are constants of the stores that ask; in SQL the row is {@code n}.
   *
   * @param columns what is read beside the columns of the table
   * @param join where that comes from
   * @param otherwise whether a row that is not called so holds {@code :search} nevertheless
   */
  NamedStore(
      Database database,
      String table,
      String columns,
      String join,
      String otherwise,
      RowMapper<T> mapper) {
    this.database = database;
    this.table = table;
    this.select = "SELECT n.*, %s FROM %s n %s".formatted(columns, table, join);
    this.called = "(%s OR %s)".formatted(holdsSearch("n"), otherwise);
    this.mapper = mapper;
  }

  /** Whether what this row is called holds {@code :search}. */
  static String holdsSearch(String row) {
    return "position(lower(:search) IN lower(%1$s.namespace || ' ' || %1$s.name)) > 0"
        .formatted(row);
  }

  List<T> list(Tenant tenant, @Nullable String search, @Nullable UUID after, int limit) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    %s
                    WHERE (CAST(:search AS text) IS NULL OR %s)
                      AND (CAST(:after AS uuid) IS NULL
                           OR (n.name, n.namespace) > (SELECT name, namespace FROM %s WHERE id = CAST(:after AS uuid)))
                    ORDER BY n.name, n.namespace LIMIT :limit
                    """
                        .formatted(select, called, table))
                .bind("search", search)
                .bind("after", after)
                .bind("limit", limit)
                .map(mapper)
                .list());
  }

  Optional<T> find(Tenant tenant, UUID id) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle.createQuery(select + " WHERE n.id = :id").bind("id", id).map(mapper).findOne());
  }
}
