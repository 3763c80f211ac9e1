package io.plimsoll.server.retention;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;

/** Keeps for how long projects keep their types of events, where they have said so. */
@ApplicationScoped
public class RetentionSettingsStore {
  private final Database database;

  public RetentionSettingsStore(Database database) {
    this.database = database;
  }

  /** What a project has said of a type, and who. */
  public record Setting(int days, String setBy, Instant setAt) {}

  /** What a project has said; a type that is missing is kept as long as the server says. */
  public Map<EventType, Setting> find(Tenant tenant) {
    return database.transact(
        tenant.scope(),
        handle -> {
          Map<EventType, Setting> settings = new EnumMap<>(EventType.class);
          handle
              .createQuery("SELECT event_table, days, set_by, set_at FROM retention_settings")
              .map(
                  (row, context) ->
                      Map.entry(
                          EventType.parse(row.getString("event_table")),
                          new Setting(
                              row.getInt("days"),
                              row.getString("set_by"),
                              Columns.instant(row, "set_at"))))
              .forEach(each -> settings.put(each.getKey(), each.getValue()));
          return settings;
        });
  }

  void set(Tenant tenant, EventType type, Setting setting) {
    database.run(
        tenant.scope(),
        handle ->
            handle
                .createUpdate(
                    """
                    INSERT INTO retention_settings (project_id, event_table, days, set_by, set_at)
                    VALUES (:project, :type, :days, :by, :at)
                    ON CONFLICT (project_id, event_table) DO UPDATE SET
                      days = excluded.days, set_by = excluded.set_by, set_at = excluded.set_at
                    """)
                .bind("project", tenant.project().value())
                .bind("type", type.text())
                .bind("days", setting.days())
                .bind("by", setting.setBy())
                .bind("at", setting.setAt())
                .execute());
  }

  void clear(Tenant tenant, EventType type) {
    database.run(
        tenant.scope(),
        handle ->
            handle
                .createUpdate("DELETE FROM retention_settings WHERE event_table = :type")
                .bind("type", type.text())
                .execute());
  }
}
