package io.plimsoll.server.drift.window;

import io.plimsoll.server.drift.Column;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.pipeline.MergedProfile;
import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.Database;
import io.plimsoll.stats.Profile;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Reads what versions are held against; the tables are those of the registry. */
@ApplicationScoped
public class BaselineStore {
  private final Database database;

  public BaselineStore(Database database) {
    this.database = database;
  }

  /** Where a baseline came from. */
  @Schema(name = "BaselineSource")
  public record Source(String source, long rows, Instant createdAt) {}

  /** A baseline with a profile for each of its columns. */
  public record Baseline(Source source, Map<Column, MergedProfile> columns) {
    public Baseline {
      columns = Map.copyOf(columns);
    }
  }

  /** The current baseline of a version, if it has any. */
  public Optional<Baseline> find(Tenant tenant, String model, String version) {
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
          return source.map(known -> new Baseline(known, columns));
        });
  }
}
