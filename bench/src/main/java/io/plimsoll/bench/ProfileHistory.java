package io.plimsoll.bench;

import io.plimsoll.stats.CategoricalProfile;
import io.plimsoll.stats.NumericProfile;
import io.plimsoll.stats.Profile;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * Writes the past of a model's traffic as the pipeline and its compaction leave it: a profile of
 * each feature for each hour, and for each minute of the last hours. Four of five features are
 * numbers, of several shapes; the others are categories. Each has a few profiles that take turns.
 */
final class ProfileHistory {
  private static final Duration BY_MINUTE = Duration.ofHours(3);
  private static final int TURNS = 12;
  private static final int CATEGORIES = 30;
  private static final int ROWS_EACH_HOUR = 5_000;
  private static final int MINUTES = 60;
  private static final int ROWS_AT_ONCE = 2_000;

  private final UUID project;
  private final String model;
  private final Stored[][] byHour;
  private final Stored[][] byMinute;

  private record Stored(long rows, byte[] profile) {
    static Stored of(Profile profile) {
      return new Stored(profile.rows(), profile.toBytes());
    }
  }

  ProfileHistory(UUID project, String model, int features) {
    this.project = project;
    this.model = model;
    this.byHour = new Stored[features][TURNS];
    this.byMinute = new Stored[features][TURNS];
    SplittableRandom random = new SplittableRandom(5);
    for (int feature = 0; feature < features; feature++) {
      for (int turn = 0; turn < TURNS; turn++) {
        byHour[feature][turn] = Stored.of(profile(feature, ROWS_EACH_HOUR, random));
        byMinute[feature][turn] = Stored.of(profile(feature, ROWS_EACH_HOUR / MINUTES, random));
      }
    }
  }

  private static Profile profile(int feature, int rows, SplittableRandom random) {
    if (feature % 5 == 4) {
      CategoricalProfile categories = new CategoricalProfile();
      for (int row = 0; row < rows; row++) {
        categories.update(
            "value-" + (int) (CATEGORIES * random.nextDouble() * random.nextDouble()));
      }
      return categories;
    }
    NumericProfile numbers = new NumericProfile();
    for (int row = 0; row < rows; row++) {
      double draw = random.nextGaussian();
      numbers.update(
          switch (feature % 5) {
            case 0 -> draw * (feature + 1);
            case 1 -> Math.exp(draw);
            case 2 -> random.nextDouble();
            default -> Math.round(10 * draw);
          });
    }
    return numbers;
  }

  /** Writes the profiles between two full hours; returns how many that were. */
  long write(Connection to, Instant from, Instant until) throws SQLException {
    long written = 0;
    try (PreparedStatement insert =
        to.prepareStatement(
            """
            INSERT INTO profiles (project_id, model, version, role, name, minute, row_count, profile)
            VALUES (?, ?, '1', 'feature', ?, ?, ?, ?)
            """)) {
      Instant young = until.minus(BY_MINUTE);
      for (Instant at = from; at.isBefore(until); at = at.plus(1, unit(at, young))) {
        for (int feature = 0; feature < byHour.length; feature++) {
          Stored[][] stored = at.isBefore(young) ? byHour : byMinute;
          Stored each = stored[feature][(int) (written % TURNS)];
          insert.setObject(1, project);
          insert.setString(2, model);
          insert.setString(3, "f" + feature);
          insert.setTimestamp(4, Timestamp.from(at));
          insert.setLong(5, each.rows());
          insert.setBytes(6, each.profile());
          insert.addBatch();
          if (++written % ROWS_AT_ONCE == 0) {
            insert.executeBatch();
          }
        }
      }
      insert.executeBatch();
    }
    return written;
  }

  private static ChronoUnit unit(Instant at, Instant young) {
    return at.isBefore(young) ? ChronoUnit.HOURS : ChronoUnit.MINUTES;
  }

  /** Gives the model's version a baseline of the same features. */
  void writeBaseline(Connection to) throws SQLException {
    try (PreparedStatement insert =
        to.prepareStatement(
            """
            INSERT INTO baselines (project_id, version_id, role, name, profile, source, row_count)
            SELECT ?, v.id, 'feature', ?, ?, 'benchmark', ?
            FROM models m JOIN model_versions v ON v.model_id = m.id WHERE m.name = ?
            """)) {
      for (int feature = 0; feature < byHour.length; feature++) {
        Stored each = byHour[feature][0];
        insert.setObject(1, project);
        insert.setString(2, "f" + feature);
        insert.setBytes(3, each.profile());
        insert.setLong(4, each.rows());
        insert.setString(5, model);
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }
}
