package io.plimsoll.server.pipeline.labels;

import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.ProjectId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * Makes the states of one hour of a model anew from its raw rows, as if all of them came now. The
 * caller holds the project's lock and repeats it hour by hour.
 */
public final class RecountStore {
  /** An hour with more rows keeps what was counted: the pipeline would wait too long for it. */
  private static final int MOST_ROWS = 200_000;

  private static final int PAGE = 5_000;

  private final JoinStore join = new JoinStore();

  /** A model that is counted again, from which hour on. */
  public record Due(String model, Instant hour) {}

  /** What is to be counted again, in the scope of a project. */
  public List<Due> due(Handle handle, ProjectId project) {
    return handle
        .createQuery(
            "SELECT model, next_hour FROM performance_recounts WHERE project_id = :project")
        .bind("project", project.value())
        .map((row, context) -> new Due(row.getString("model"), Columns.instant(row, "next_hour")))
        .list();
  }

  /**
   * Counts an hour again and moves on, or ends if there is none left.
   *
   * @return the next hour with rows; empty if that was the last, or if another hour has become due
   */
  public Optional<Due> step(Handle handle, ProjectId project, Due due) {
    // Before settings are read, so that new ones are either read here or begin another round.
    if (!isStillDue(handle, project, due)) {
      return Optional.empty();
    }
    Instant end = due.hour().plus(1, ChronoUnit.HOURS);
    if (countOf(handle, project, due, end) <= MOST_ROWS) {
      forget(handle, project, due);
      recount(handle, project, due, end);
    }
    Optional<Due> next = next(handle, project, due.model(), end);
    if (next.isPresent()) {
      handle
          .createUpdate(
              """
              UPDATE performance_recounts SET next_hour = :next
              WHERE project_id = :project AND model = :model AND next_hour = :hour
              """)
          .bind("next", next.get().hour())
          .bind("project", project.value())
          .bind("model", due.model())
          .bind("hour", due.hour())
          .execute();
    } else {
      handle
          .createUpdate(
              """
              DELETE FROM performance_recounts
              WHERE project_id = :project AND model = :model AND next_hour = :hour
              """)
          .bind("project", project.value())
          .bind("model", due.model())
          .bind("hour", due.hour())
          .execute();
    }
    return next;
  }

  private static boolean isStillDue(Handle handle, ProjectId project, Due due) {
    return handle
        .createQuery(
            """
            SELECT next_hour = :hour FROM performance_recounts
            WHERE project_id = :project AND model = :model FOR UPDATE
            """)
        .bind("hour", due.hour())
        .bind("project", project.value())
        .bind("model", due.model())
        .mapTo(Boolean.class)
        .findOne()
        .orElse(false);
  }

  private static long countOf(Handle handle, ProjectId project, Due due, Instant end) {
    return handle
        .createQuery(
            """
            SELECT count(*) FROM (
              SELECT FROM predictions WHERE project_id = :project AND model = :model
                AND occurred_at >= :from AND occurred_at < :to LIMIT :most) counted
            """)
        .bind("project", project.value())
        .bind("model", due.model())
        .bind("from", due.hour())
        .bind("to", end)
        .bind("most", MOST_ROWS + 1)
        .mapTo(Long.class)
        .one();
  }

  private static void forget(Handle handle, ProjectId project, Due due) {
    for (String table : List.of("performance_states", "performance_samples", "labels")) {
      handle
          .createUpdate(
              "DELETE FROM %s WHERE project_id = :project AND model = :model AND hour = :hour"
                  .formatted(table))
          .bind("project", project.value())
          .bind("model", due.model())
          .bind("hour", due.hour())
          .execute();
    }
  }

  private void recount(Handle handle, ProjectId project, Due due, Instant end) {
    Instant after = due.hour();
    UUID afterId = new UUID(0, 0);
    List<AnsweredRow> page;
    do {
      page =
          handle
              .createQuery(
                  """
                  SELECT * FROM predictions
                  WHERE project_id = :project AND model = :model AND occurred_at < :to
                    AND (occurred_at, id) > (:after, :id)
                  ORDER BY occurred_at, id LIMIT :page
                  """)
              .bind("project", project.value())
              .bind("model", due.model())
              .bind("to", end)
              .bind("after", after)
              .bind("id", afterId)
              .bind("page", PAGE)
              .map((row, context) -> AnswerStore.read(row))
              .list();
      if (!page.isEmpty()) {
        after = page.getLast().occurredAt();
        afterId = page.getLast().id();
        join.recount(handle, project, due.model(), page, given(handle, project, due, page));
      }
    } while (page.size() == PAGE);
  }

  private static Map<UUID, Label> given(
      Handle handle, ProjectId project, Due due, List<AnsweredRow> rows) {
    Map<UUID, Label> given = new HashMap<>();
    handle
        .createQuery(
            """
            SELECT f.prediction_id, f.model, f.occurred_at, f.id, f.actual
            FROM unnest(CAST(:ids AS uuid[])) AS wanted (id)
            JOIN feedback f ON f.project_id = :project AND f.prediction_id = wanted.id
            WHERE f.model = :model
            """)
        .bindArray("ids", String.class, rows.stream().map(row -> row.id().toString()).toList())
        .bind("project", project.value())
        .bind("model", due.model())
        .map((row, context) -> label(row))
        .forEach(label -> given.merge(label.prediction(), label, Label::newer));
    return given;
  }

  private static Optional<Due> next(Handle handle, ProjectId project, String model, Instant from) {
    return handle
        .createQuery(
            """
            SELECT occurred_at FROM predictions
            WHERE project_id = :project AND model = :model AND occurred_at >= :from
            ORDER BY occurred_at LIMIT 1
            """)
        .bind("project", project.value())
        .bind("model", model)
        .bind("from", from)
        .map((row, context) -> Columns.instant(row, "occurred_at"))
        .findOne()
        .map(at -> new Due(model, at.truncatedTo(ChronoUnit.HOURS)));
  }

  private static Label label(ResultSet row) throws SQLException {
    return new Label(
        row.getObject("prediction_id", UUID.class),
        row.getString("model"),
        Columns.instant(row, "occurred_at"),
        row.getObject("id", UUID.class),
        Columns.object(row, "actual"));
  }
}
