package io.plimsoll.server.anomaly;

import io.plimsoll.stats.NumericProfile;
import io.plimsoll.stats.Profile;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/**
 * Rollups and profiles as the pipeline would have written them, of weeks that a test has no time
 * for.
 */
final class History {
  private final Jdbi owner;
  private final UUID project;

  History(Jdbi owner, UUID project) {
    this.owner = owner;
    this.project = project;
  }

  /** A builtin series of a model, or one that a user sends if {@code kind} says so. */
  long series(String name, String kind, String tags) {
    return owner.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    INSERT INTO series (project_id, name, kind, tags)
                    VALUES (:project, :name, :kind, CAST(:tags AS jsonb)) RETURNING id
                    """)
                .bind("project", project)
                .bind("name", name)
                .bind("kind", kind)
                .bind("tags", tags)
                .mapTo(Long.class)
                .one());
  }

  /** So many events in a minute, without values. */
  void count(long series, Instant minute, long count) {
    roll(series, minute, count, (double) count, new byte[0]);
  }

  /** Values in a minute. */
  void values(long series, Instant minute, double... values) {
    NumericProfile profile = new NumericProfile();
    for (double value : values) {
      profile.update(value);
    }
    roll(series, minute, values.length, profile.sum(), profile.toBytes());
  }

  private void roll(long series, Instant minute, long count, double sum, byte[] sketch) {
    owner.useHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    INSERT INTO rollups (project_id, series_id, minute, count, sum, min, max, sketch)
                    VALUES (:project, :series, CAST(:minute AS timestamptz), :count, :sum, 1, 1, :sketch)
                    ON CONFLICT (series_id, minute) DO UPDATE SET count = rollups.count + excluded.count,
                      sum = rollups.sum + excluded.sum, sketch = excluded.sketch
                    """)
                .bind("project", project)
                .bind("series", series)
                .bind("minute", minute.toString())
                .bind("count", count)
                .bind("sum", sum)
                .bind("sketch", sketch)
                .execute());
  }

  /** A day by day wave of requests in buckets of 15 minutes, up to {@code end}. */
  void wave(long series, Instant end, int days) {
    Random random = new Random(series);
    owner.useHandle(
        handle -> {
          var batch =
              handle.prepareBatch(
                  """
                  INSERT INTO rollups (project_id, series_id, minute, count, sum, min, max, sketch)
                  VALUES (:project, :series, CAST(:minute AS timestamptz), :count, :count, 1, 1, '')
                  """);
          for (int back = days * 96; back > 0; back--) {
            Instant at = end.minusSeconds(900L * back);
            batch
                .bind("project", project)
                .bind("series", series)
                .bind("minute", at.toString())
                .bind("count", Math.round(mean(at) * random.nextDouble(0.95, 1.05)))
                .add();
          }
          batch.execute();
        });
  }

  /** What the wave has on average. */
  static double mean(Instant at) {
    double day = (at.getEpochSecond() % 86_400) / 86_400.0;
    return 400 * Math.exp(Math.sin(2 * Math.PI * (day - 0.4)));
  }

  void profile(String model, Instant hour, String role, String name, Profile profile) {
    owner.useHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    INSERT INTO profiles (project_id, model, version, role, name, minute, row_count, profile)
                    VALUES (:project, :model, '1', :role, :name, CAST(:hour AS timestamptz), :rows, :profile)
                    """)
                .bind("project", project)
                .bind("model", model)
                .bind("role", role)
                .bind("name", name)
                .bind("hour", hour.toString())
                .bind("rows", profile.rows())
                .bind("profile", profile.toBytes())
                .execute());
  }
}
