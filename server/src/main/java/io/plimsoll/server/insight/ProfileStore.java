package io.plimsoll.server.insight;

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
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Reads and merges the profiles of a version's traffic, and the baseline that it came with. */
@ApplicationScoped
public class ProfileStore {
  private final Database database;
  private final ProfileWindowStore profiles;

  public ProfileStore(Database database, ProfileWindowStore profiles) {
    this.database = database;
    this.profiles = profiles;
  }

  /** Each column's values in {@code range}, merged from the stored buckets that start in it. */
  Map<FeatureKey, MergedProfile> window(
      Tenant tenant, String model, String version, TimeRange range) {
    return profiles.read(
        tenant, new Traffic(model, version, range.from(), range.to()), FeatureKey::of);
  }

  /** What the version was compared with when it was pushed, if data for it came along. */
  Optional<Baseline> baseline(Tenant tenant, String model, String version) {
    return database.transact(
        tenant.scope(),
        handle -> {
          Map<FeatureKey, Profile> columns = new HashMap<>();
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
                            FeatureKey.read(row), Profile.fromBytes(row.getBytes("profile")));
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

  /** Where a baseline came from. */
  @Schema(name = "BaselineSource")
  public record Source(String source, long rows, Instant createdAt) {}

  /** A baseline with a profile for each of its columns. */
  record Baseline(Source source, Map<FeatureKey, Profile> columns) {
    Baseline {
      columns = Map.copyOf(columns);
    }
  }
}
