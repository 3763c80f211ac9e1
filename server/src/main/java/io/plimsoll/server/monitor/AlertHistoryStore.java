package io.plimsoll.server.monitor;

import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.ProjectId;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The history of alerts; always written in the transaction of what it tells. */
final class AlertHistoryStore {
  private AlertHistoryStore() {}

  static void write(Handle handle, ProjectId project, UUID alert, AlertHistory entry) {
    handle
        .createUpdate(
            """
            INSERT INTO alert_history (project_id, alert_id, at, kind, by, text)
            VALUES (:project, :alert, :at, :kind, :by, :text)
            """)
        .bind("project", project.value())
        .bind("alert", alert)
        .bind("at", entry.at())
        .bind("kind", entry.kind().text())
        .bind("by", entry.by())
        .bind("text", entry.text())
        .execute();
  }

  static List<AlertHistory> of(Handle handle, UUID alert) {
    return handle
        .createQuery("SELECT * FROM alert_history WHERE alert_id = :alert ORDER BY id")
        .bind("alert", alert)
        .map(
            (row, context) ->
                new AlertHistory(
                    Columns.instant(row, "at"),
                    AlertHistory.Kind.parse(row.getString("kind")),
                    row.getString("by"),
                    row.getString("text")))
        .list();
  }
}
