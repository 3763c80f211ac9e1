package io.plimsoll.server.pipeline.labels;

import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.ProjectId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/** The label that holds for each prediction of a model, with what it was compared with. */
final class LabelStore {
  /**
   * A label as it is kept.
   *
   * @param joined empty while its prediction is not there
   */
  record Stored(Label label, Optional<Joined> joined) {
    static Stored waiting(Label label) {
      return new Stored(label, Optional.empty());
    }

    static Stored joined(
        Label label, AnsweredRow row, Map<String, String> segments, CountedLabel counted) {
      return new Stored(
          label,
          Optional.of(
              new Joined(
                  row.counts(),
                  row.version(),
                  row.hour(),
                  row.outputs(),
                  segments,
                  Optional.of(counted))));
    }
  }

  /**
   * The answer that a label was compared with, and where that was counted.
   *
   * @param counted as what; empty for a label from before that was kept
   */
  record Joined(
      boolean counts,
      String version,
      Instant hour,
      Map<String, ? extends @Nullable Object> answer,
      Map<String, String> segments,
      Optional<CountedLabel> counted) {
    /** The same answer with a label that counts as something else. */
    Joined counted(CountedLabel other) {
      return new Joined(counts, version, hour, answer, segments, Optional.of(other));
    }
  }

  /** Whether any label of these models came before its prediction. */
  boolean hasWaiting(Handle handle, ProjectId project, Collection<String> models) {
    return handle
        .createQuery(
            """
            SELECT EXISTS (SELECT FROM labels
                           WHERE project_id = :project AND model = ANY (:models) AND state = 'waiting')
            """)
        .bind("project", project.value())
        .bindArray("models", String.class, List.copyOf(models))
        .mapTo(Boolean.class)
        .one();
  }

  /** The labels that there are of these predictions. */
  List<Stored> find(Handle handle, ProjectId project, Collection<Label.Of> predictions) {
    return handle
        .createQuery(
            """
            SELECT l.* FROM unnest(CAST(:ids AS uuid[]), :models) AS wanted (id, model)
            JOIN labels l ON l.project_id = :project AND l.prediction_id = wanted.id
              AND l.model = wanted.model
            """)
        .bindArray(
            "ids",
            String.class,
            predictions.stream().map(of -> of.prediction().toString()).toList())
        .bindArray("models", String.class, predictions.stream().map(Label.Of::model).toList())
        .bind("project", project.value())
        .map((row, context) -> read(row))
        .list();
  }

  /** Those of the predictions of a model whose labels have been joined with a row. */
  Set<UUID> joined(Handle handle, ProjectId project, String model, Collection<UUID> predictions) {
    return Set.copyOf(
        handle
            .createQuery(
                """
                SELECT l.prediction_id FROM unnest(CAST(:ids AS uuid[])) AS wanted (id)
                JOIN labels l ON l.project_id = :project AND l.prediction_id = wanted.id
                WHERE l.model = :model AND l.state <> 'waiting'
                """)
            .bindArray("ids", String.class, predictions.stream().map(UUID::toString).toList())
            .bind("project", project.value())
            .bind("model", model)
            .mapTo(UUID.class)
            .set());
  }

  void save(Handle handle, ProjectId project, List<Stored> labels) {
    if (labels.isEmpty()) {
      return;
    }
    PreparedBatch batch =
        handle.prepareBatch(
            """
            INSERT INTO labels (project_id, prediction_id, model, feedback_at, feedback_id, actual, state,
                                version, hour, answer, segments, counted)
            VALUES (:project, :prediction, :model, :at, :feedback, CAST(:actual AS json), :state,
                    :version, :hour, CAST(:answer AS json), CAST(:segments AS json),
                    CAST(:counted AS json))
            ON CONFLICT (project_id, prediction_id, model) DO UPDATE SET
              feedback_at = excluded.feedback_at, feedback_id = excluded.feedback_id,
              actual = excluded.actual, state = excluded.state, version = excluded.version,
              hour = excluded.hour, answer = excluded.answer, segments = excluded.segments,
              counted = excluded.counted
            """);
    for (Stored each : labels) {
      Label label = each.label();
      Joined joined = each.joined().orElse(null);
      batch
          .bind("project", project.value())
          .bind("prediction", label.prediction())
          .bind("model", label.model())
          .bind("at", label.feedbackAt())
          .bind("feedback", label.feedback())
          .bind("actual", Columns.json(label.actual()))
          .bind("state", joined == null ? "waiting" : joined.counts() ? "joined" : "beside")
          .bind("version", joined == null ? null : joined.version())
          .bind("hour", joined == null ? null : joined.hour())
          .bind("answer", joined == null ? null : Columns.json(joined.answer()))
          .bind("segments", joined == null ? null : Columns.json(joined.segments()))
          .bind("counted", joined == null ? null : joined.counted().map(Columns::json).orElse(null))
          .add();
    }
    batch.execute();
  }

  private static Stored read(ResultSet row) throws SQLException {
    Label label =
        new Label(
            row.getObject("prediction_id", UUID.class),
            row.getString("model"),
            Columns.instant(row, "feedback_at"),
            row.getObject("feedback_id", UUID.class),
            Columns.object(row, "actual"));
    String state = row.getString("state");
    if (state.equals("waiting")) {
      return Stored.waiting(label);
    }
    Map<String, String> segments = new HashMap<>();
    Columns.object(row, "segments")
        .forEach((name, value) -> segments.put(name, Objects.toString(value)));
    return new Stored(
        label,
        Optional.of(
            new Joined(
                state.equals("joined"),
                row.getString("version"),
                Columns.instant(row, "hour"),
                Columns.object(row, "answer"),
                segments,
                Optional.ofNullable(Columns.jsonOrNull(row, "counted", CountedLabel.class)))));
  }
}
