package io.plimsoll.server.performance;

import io.plimsoll.inference.repository.PerformanceSettings;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.pipeline.labels.LabelSettingsStore;
import io.plimsoll.server.platform.database.Announcement;
import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** What owners of models say of their labels; whoever changes it has all labels counted again. */
@ApplicationScoped
public class PerformanceSettingsStore {
  private final Database database;
  private final InstantSource clock;
  private final LabelSettingsStore settings = new LabelSettingsStore();

  public PerformanceSettingsStore(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /** The settings that hold, who set them here if anybody did, and whether labels are recounted. */
  record Held(
      PerformanceSettings settings,
      @Nullable Instant changedAt,
      @Nullable String changedBy,
      boolean isRecounting) {}

  private record Change(Instant at, String by) {}

  Held find(Tenant tenant, String model) {
    return database.transact(tenant.scope(), handle -> held(handle, tenant, model));
  }

  Held save(Tenant tenant, String model, PerformanceSettings wanted, String by) {
    return database.transact(
        tenant.scope(),
        handle -> {
          handle
              .createUpdate(
                  """
                  INSERT INTO performance_settings (project_id, model, settings, changed_at, changed_by)
                  VALUES (:project, :model, CAST(:settings AS json), :now, :by)
                  ON CONFLICT (project_id, model) DO UPDATE SET
                    settings = excluded.settings, changed_at = excluded.changed_at,
                    changed_by = excluded.changed_by
                  """)
              .bind("project", tenant.project().value())
              .bind("model", model)
              .bind("settings", Columns.json(wanted))
              .bind("now", clock.instant())
              .bind("by", by)
              .execute();
          recount(handle, tenant, model);
          return held(handle, tenant, model);
        });
  }

  /** Back to what plimsoll.yaml says, or to what is told from the rows. */
  Held forget(Tenant tenant, String model) {
    return database.transact(
        tenant.scope(),
        handle -> {
          int forgotten =
              handle
                  .createUpdate(
                      "DELETE FROM performance_settings WHERE project_id = :project AND model ="
                          + " :model")
                  .bind("project", tenant.project().value())
                  .bind("model", model)
                  .execute();
          if (forgotten > 0) {
            recount(handle, tenant, model);
          }
          return held(handle, tenant, model);
        });
  }

  private Held held(Handle handle, Tenant tenant, String model) {
    Optional<Change> change =
        handle
            .createQuery(
                "SELECT changed_at, changed_by FROM performance_settings WHERE model = :model")
            .bind("model", model)
            .map(
                (row, context) ->
                    new Change(Columns.instant(row, "changed_at"), row.getString("changed_by")))
            .findOne();
    boolean isRecounting =
        handle
            .createQuery("SELECT EXISTS (SELECT FROM performance_recounts WHERE model = :model)")
            .bind("model", model)
            .mapTo(Boolean.class)
            .one();
    return new Held(
        settings
            .of(handle, tenant.project(), List.of(model))
            .getOrDefault(model, PerformanceSettings.AUTO),
        change.map(Change::at).orElse(null),
        change.map(Change::by).orElse(null),
        isRecounting);
  }

  /** From the first hour whose rows are all still there. */
  private static void recount(Handle handle, Tenant tenant, String model) {
    handle
        .createUpdate(
            """
            INSERT INTO performance_recounts (project_id, model, next_hour)
            SELECT :project, :model,
                   date_bin('1 hour', min(occurred_at), TIMESTAMPTZ '1970-01-01 00:00:00+00')
            FROM predictions WHERE project_id = :project HAVING min(occurred_at) IS NOT NULL
            ON CONFLICT (project_id, model) DO UPDATE SET next_hour = excluded.next_hour
            """)
        .bind("project", tenant.project().value())
        .bind("model", model)
        .execute();
    Announcement.announce(handle, tenant.project(), Set.of("performance:" + model));
  }
}
