package io.plimsoll.server.drift.window;

import io.plimsoll.server.drift.Column;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.pipeline.MergedProfile;
import io.plimsoll.server.pipeline.ProfileWindowStore;
import io.plimsoll.server.pipeline.ProfileWindowStore.Traffic;
import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.Database;
import io.plimsoll.stats.Profile;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Reads what a version's traffic looked like in a stretch of time, and what it is held against. */
@ApplicationScoped
public class WindowStore {
  private final Database database;
  private final ProfileWindowStore profiles;

  public WindowStore(Database database, ProfileWindowStore profiles) {
    this.database = database;
    this.profiles = profiles;
  }

  /** Where a baseline came from. */
  record Source(String source, long rows, Instant createdAt) {}

  /** A side as it was read; a baseline that is not there has no columns and no source. */
  record Content(Map<Column, MergedProfile> columns, Optional<Source> source) {}

  Content read(Tenant tenant, String model, Side side) {
    return switch (side) {
      case Side.Baseline baseline -> baseline(tenant, model, baseline.version());
      case Side.Window window ->
          new Content(window(tenant, model, window.version(), window.stretch()), Optional.empty());
    };
  }

  private Content baseline(Tenant tenant, String model, String version) {
    return database.transact(
        tenant.scope(),
        handle -> {
          Map<Column, MergedProfile> columns = new HashMap<>();
          Optional<Source> source =
              handle
                  .createQuery(
                      """
                      SELECT b.role, b.name, b.profile, b.source, b.row_count, b.created_at
                      FROM models m
                      JOIN model_versions v ON v.model_id = m.id
                      JOIN baselines b ON b.version_id = v.id
                      WHERE m.name = :model AND v.number::text = :version
                      """)
                  .bind("model", model)
                  .bind("version", version)
                  .map(
                      (row, context) -> {
                        columns.put(
                            Column.of(row.getString("role"), row.getString("name")),
                            MergedProfile.of(Profile.fromBytes(row.getBytes("profile"))));
                        return new Source(
                            row.getString("source"),
                            row.getLong("row_count"),
                            Columns.instant(row, "created_at"));
                      })
                  .stream()
                  .reduce((one, other) -> one.rows() >= other.rows() ? one : other);
          return new Content(columns, source);
        });
  }

  private Map<Column, MergedProfile> window(
      Tenant tenant, String model, String version, Stretch stretch) {
    return profiles.read(
        tenant, new Traffic(model, version, stretch.from(), stretch.to()), Column::of);
  }
}
