package io.plimsoll.server.pipeline.labels;

import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.ProjectId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Finds the predictions that labels are about among the raw rows. */
final class AnswerStore {
  /**
   * An id that begins with the time of its prediction leads to the row by the primary key; the
   * others are looked for by an index that holds nothing else, and that an order would keep the
   * planner from. Of two rows that share an id the older one is taken.
   */
  Map<Label.Of, AnsweredRow> find(Handle handle, ProjectId project, Collection<Label> labels) {
    if (labels.isEmpty()) {
      return Map.of();
    }
    Map<Label.Of, AnsweredRow> found = new HashMap<>();
    search(handle, project, labels, BY_TIME, found);
    List<Label> others = labels.stream().filter(label -> !found.containsKey(label.of())).toList();
    if (!others.isEmpty()) {
      search(handle, project, others, BY_ID, found);
    }
    return found;
  }

  private static final String BY_TIME =
      """
      SELECT p.* FROM unnest(CAST(:ids AS uuid[]), :models) AS wanted (id, model)
      CROSS JOIN LATERAL (
        SELECT f.* FROM predictions f
        WHERE f.project_id = :project AND f.id = wanted.id AND f.model = wanted.model
          AND f.occurred_at >= uuid_extract_timestamp(wanted.id) - INTERVAL '20 milliseconds'
          AND f.occurred_at <= uuid_extract_timestamp(wanted.id) + INTERVAL '20 milliseconds'
        LIMIT 2) p
      """;

  private static final String BY_ID =
      """
      SELECT p.* FROM unnest(CAST(:ids AS uuid[]), :models) AS wanted (id, model)
      CROSS JOIN LATERAL (
        SELECT f.* FROM predictions f
        WHERE f.project_id = :project AND f.id = wanted.id AND f.model = wanted.model
          AND ((uuid_extract_timestamp(f.id) - f.occurred_at)
               BETWEEN INTERVAL '-20 milliseconds' AND INTERVAL '20 milliseconds') IS NOT TRUE
        LIMIT 2) p
      """;

  private static void search(
      Handle handle,
      ProjectId project,
      Collection<Label> labels,
      String query,
      Map<Label.Of, AnsweredRow> found) {
    handle
        .createQuery(query)
        .bindArray(
            "ids", String.class, labels.stream().map(each -> each.prediction().toString()).toList())
        .bindArray("models", String.class, labels.stream().map(Label::model).toList())
        .bind("project", project.value())
        .map((row, context) -> read(row))
        .forEach(row -> found.merge(row.of(), row, AnswerStore::older));
  }

  private static AnsweredRow older(AnsweredRow one, AnsweredRow other) {
    return other.occurredAt().isBefore(one.occurredAt()) ? other : one;
  }

  static AnsweredRow read(ResultSet row) throws SQLException {
    boolean counts =
        row.getString("error_kind") == null
            && row.getObject("shadow_of") == null
            && row.getString("environment") == null;
    return new AnsweredRow(
        row.getObject("id", UUID.class),
        row.getString("model"),
        row.getString("version"),
        Columns.instant(row, "occurred_at"),
        counts,
        Columns.object(row, "features"),
        Columns.object(row, "prediction"),
        row.getString("tags") == null ? Map.of() : Columns.object(row, "tags"));
  }
}
