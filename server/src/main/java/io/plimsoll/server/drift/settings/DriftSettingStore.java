package io.plimsoll.server.drift.settings;

import com.fasterxml.jackson.core.type.TypeReference;
import io.plimsoll.server.drift.Column;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.database.Announcement;
import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The settings of columns and budgets, and who changed them. */
@ApplicationScoped
public class DriftSettingStore {
  /** A budget for all models of the project that have none of their own. */
  static final String WHOLE_PROJECT = "";

  private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};
  private static final Set<String> TOPICS = Set.of("models");

  private final Database database;

  public DriftSettingStore(Database database) {
    this.database = database;
  }

  /** A column's setting with who made it. */
  record Stored(Column column, ColumnSetting setting, String changedBy, Instant changedAt) {
    static Stored read(ResultSet row) throws SQLException {
      return new Stored(
          Column.of(row.getString("role"), row.getString("name")),
          new ColumnSetting(
              row.getString("method"),
              row.getString("compute_as"),
              Columns.json(row, "parameters", OBJECT),
              row.getObject("threshold", Double.class),
              row.getBoolean("ignored")),
          row.getString("changed_by"),
          Columns.instant(row, "changed_at"));
    }
  }

  /** What is set for the columns of a model; columns by default are not in it. */
  public Map<Column, ColumnSetting> columns(Tenant tenant, String model) {
    return list(tenant, model).stream().collect(Collectors.toMap(Stored::column, Stored::setting));
  }

  List<Stored> list(Tenant tenant, String model) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    "SELECT * FROM drift_settings WHERE model = :model ORDER BY role, name")
                .bind("model", model)
                .map((row, context) -> Stored.read(row))
                .list());
  }

  /** Sets a column, back to the default too, and notes who did it. */
  void set(
      Tenant tenant, String model, Column column, ColumnSetting setting, String by, Instant now) {
    database.run(
        tenant.scope(),
        handle -> {
          Optional<ColumnSetting> before =
              handle
                  .createQuery(
                      """
                      SELECT * FROM drift_settings
                      WHERE model = :model AND role = :role AND name = :name FOR UPDATE
                      """)
                  .bind("model", model)
                  .bind("role", column.role().text())
                  .bind("name", column.name())
                  .map((row, context) -> Stored.read(row).setting())
                  .findOne();
          if (setting.equals(before.orElse(ColumnSetting.DEFAULT))) {
            return;
          }
          if (setting.isDefault()) {
            delete(handle, model, column);
          } else {
            write(handle, tenant, model, column, setting, by, now);
          }
          Optional<ColumnSetting> after =
              setting.isDefault() ? Optional.empty() : Optional.of(setting);
          note(
              handle,
              tenant,
              model,
              column.role().text() + " " + column.name(),
              before.map(DriftSettingStore::object),
              after.map(DriftSettingStore::object),
              by,
              now);
        });
  }

  private static void delete(Handle handle, String model, Column column) {
    handle
        .createUpdate(
            "DELETE FROM drift_settings WHERE model = :model AND role = :role AND name = :name")
        .bind("model", model)
        .bind("role", column.role().text())
        .bind("name", column.name())
        .execute();
  }

  private static void write(
      Handle handle,
      Tenant tenant,
      String model,
      Column column,
      ColumnSetting setting,
      String by,
      Instant now) {
    handle
        .createUpdate(
            """
            INSERT INTO drift_settings (project_id, model, role, name, method, compute_as, parameters,
                                        threshold, ignored, changed_by, changed_at)
            VALUES (:project, :model, :role, :name, :method, :computeAs, CAST(:parameters AS json),
                    :threshold, :ignored, :by, :now)
            ON CONFLICT (project_id, model, role, name) DO UPDATE SET
              method = excluded.method, compute_as = excluded.compute_as, parameters = excluded.parameters,
              threshold = excluded.threshold, ignored = excluded.ignored,
              changed_by = excluded.changed_by, changed_at = excluded.changed_at
            """)
        .bind("project", tenant.project().value())
        .bind("model", model)
        .bind("role", column.role().text())
        .bind("name", column.name())
        .bind("method", setting.method())
        .bind("computeAs", setting.computeAs())
        .bind("parameters", Columns.json(setting.parameters()))
        .bind("threshold", setting.threshold())
        .bind("ignored", setting.ignored())
        .bind("by", by)
        .bind("now", now)
        .execute();
  }

  private static Map<String, Object> object(ColumnSetting setting) {
    Map<String, Object> object = new LinkedHashMap<>();
    putIfPresent(object, "method", setting.method());
    putIfPresent(object, "computeAs", setting.computeAs());
    putIfPresent(
        object, "parameters", setting.parameters().isEmpty() ? null : setting.parameters());
    putIfPresent(object, "threshold", setting.threshold());
    putIfPresent(object, "ignored", setting.ignored() ? true : null);
    return object;
  }

  private static void putIfPresent(
      Map<String, Object> object, String name, @Nullable Object value) {
    if (value != null) {
      object.put(name, value);
    }
  }

  /** The budget that holds for a model: its own, or that of the project. */
  public FalseAlarms falseAlarms(Tenant tenant, String model) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT model, alarms_per_week FROM drift_budgets WHERE model IN (:model, '')
                    ORDER BY model DESC LIMIT 1
                    """)
                .bind("model", model)
                .map(
                    (row, context) ->
                        new FalseAlarms(
                            row.getDouble("alarms_per_week"),
                            row.getString("model").isEmpty()
                                ? FalseAlarms.Origin.PROJECT
                                : FalseAlarms.Origin.MODEL))
                .findOne()
                .orElseGet(() -> new FalseAlarms(null, FalseAlarms.Origin.NOBODY)));
  }

  /**
   * Who goes by the budget of a model.
   *
   * @param models that the rule judges by it, one at least
   * @param hasChecks whether scheduled checks go by it, too
   * @param hasRule whether the rule is switched on
   */
  public record Sharing(int models, boolean hasChecks, boolean hasRule) {}

  /** Of the model's own budget or, for that of the project, of all models without one. */
  public Sharing sharing(Tenant tenant, String model, boolean isOfProject) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT greatest(1, (SELECT count(*) FROM judgements j
                                        WHERE :isOfProject AND NOT EXISTS
                                          (SELECT FROM drift_budgets b WHERE b.model = j.model))) AS models,
                           EXISTS (SELECT FROM drift_checks c
                                   WHERE c.enabled AND (c.model = :model OR (:isOfProject AND NOT EXISTS
                                     (SELECT FROM drift_budgets b WHERE b.model = c.model)))) AS checks,
                           coalesce((SELECT enabled FROM alert_rules WHERE kind = 'drift'), true) AS rule
                    """)
                .bind("model", model)
                .bind("isOfProject", isOfProject)
                .map(
                    (row, context) ->
                        new Sharing(
                            row.getInt("models"), row.getBoolean("checks"), row.getBoolean("rule")))
                .one());
  }

  /** Sets or takes back the budget of a model or, by {@link #WHOLE_PROJECT}, of the project. */
  void setFalseAlarms(
      Tenant tenant, String model, @Nullable Double perWeek, String by, Instant now) {
    database.run(
        tenant.scope(),
        handle -> {
          Optional<Double> before =
              handle
                  .createQuery(
                      "SELECT alarms_per_week FROM drift_budgets WHERE model = :model FOR UPDATE")
                  .bind("model", model)
                  .mapTo(Double.class)
                  .findOne();
          Optional<Double> after = Optional.ofNullable(perWeek);
          if (after.equals(before)) {
            return;
          }
          if (perWeek == null) {
            handle
                .createUpdate("DELETE FROM drift_budgets WHERE model = :model")
                .bind("model", model)
                .execute();
          } else {
            handle
                .createUpdate(
                    """
                    INSERT INTO drift_budgets (project_id, model, alarms_per_week, changed_by, changed_at)
                    VALUES (:project, :model, :perWeek, :by, :now)
                    ON CONFLICT (project_id, model) DO UPDATE SET
                      alarms_per_week = excluded.alarms_per_week, changed_by = excluded.changed_by,
                      changed_at = excluded.changed_at
                    """)
                .bind("project", tenant.project().value())
                .bind("model", model)
                .bind("perWeek", perWeek)
                .bind("by", by)
                .bind("now", now)
                .execute();
          }
          note(
              handle,
              tenant,
              model,
              "false alarms",
              before.map(value -> Map.of("perWeek", value)),
              after.map(value -> Map.of("perWeek", value)),
              by,
              now);
        });
  }

  /** Notes a change, which the transaction makes. */
  static void note(
      Handle handle,
      Tenant tenant,
      String model,
      String subject,
      Optional<? extends Map<String, ?>> before,
      Optional<? extends Map<String, ?>> after,
      String by,
      Instant now) {
    handle
        .createUpdate(
            """
            INSERT INTO drift_setting_changes (project_id, model, subject, before, after, changed_by, changed_at)
            VALUES (:project, :model, :subject, CAST(:before AS json), CAST(:after AS json), :by, :now)
            """)
        .bind("project", tenant.project().value())
        .bind("model", model)
        .bind("subject", subject)
        .bind("before", before.map(Columns::json).orElse(null))
        .bind("after", after.map(Columns::json).orElse(null))
        .bind("by", by)
        .bind("now", now)
        .execute();
    Announcement.announce(handle, tenant.project(), TOPICS);
  }

  /** What was changed for a model and for the project as a whole, the newest first. */
  List<SettingChange> changes(Tenant tenant, String model, @Nullable UUID before, int limit) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT * FROM drift_setting_changes
                    WHERE model IN (:model, '') AND (CAST(:before AS uuid) IS NULL OR id < CAST(:before AS uuid))
                    ORDER BY id DESC LIMIT :limit
                    """)
                .bind("model", model)
                .bind("before", before)
                .bind("limit", limit)
                .map(
                    (row, context) ->
                        new SettingChange(
                            row.getObject("id", UUID.class),
                            row.getString("subject"),
                            row.getString("before") == null ? null : Columns.object(row, "before"),
                            row.getString("after") == null ? null : Columns.object(row, "after"),
                            row.getString("changed_by"),
                            Columns.instant(row, "changed_at")))
                .list());
  }
}
