package io.plimsoll.server.anomaly;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.Database;
import io.plimsoll.stats.Profile;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads the profiles of a version by the hour or the day. */
@ApplicationScoped
public class ProfileBucketStore {
  private static final int FETCH_SIZE = 500;

  private final Database database;

  public ProfileBucketStore(Database database) {
    this.database = database;
  }

  /** A column of a version. */
  record Column(String role, String name) implements Comparable<Column> {
    @Override
    public int compareTo(Column other) {
      int order = role.compareTo(other.role);
      return order != 0 ? order : name.compareTo(other.name);
    }
  }

  /** The version that profiles were last stored of. */
  Optional<String> latestVersion(Tenant tenant, String model) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    "SELECT version FROM profiles WHERE model = :model ORDER BY minute DESC LIMIT"
                        + " 1")
                .bind("model", model)
                .mapTo(String.class)
                .findOne());
  }

  /** How many stored profiles a window has. */
  long count(Tenant tenant, String model, String version, Interval window) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT count(*) FROM profiles
                    WHERE model = :model AND version = :version AND part = 0 AND minute >= :from AND minute < :to
                    """)
                .bind("model", model)
                .bind("version", version)
                .bind("from", window.from())
                .bind("to", window.to())
                .mapTo(Long.class)
                .one());
  }

  /**
   * The profiles of each bucket and column, merged; of a column that changes its type, the larger
   * part.
   */
  SortedMap<Instant, SortedMap<Column, Profile>> buckets(
      Tenant tenant, String model, String version, Interval window, Grid grid) {
    return database.transact(
        tenant.scope(),
        handle -> {
          SortedMap<Instant, SortedMap<Column, Profile>> buckets = new TreeMap<>();
          handle
              .createQuery(
                  """
                  SELECT minute, role, name, profile FROM profiles
                  WHERE model = :model AND version = :version AND part = 0 AND minute >= :from AND minute < :to
                  """)
              .bind("model", model)
              .bind("version", version)
              .bind("from", window.from())
              .bind("to", window.to())
              .setFetchSize(FETCH_SIZE)
              .map(
                  (row, context) ->
                      new Stored(
                          grid.floor(Columns.instant(row, "minute")),
                          new Column(row.getString("role"), row.getString("name")),
                          row.getBytes("profile")))
              .forEach(
                  stored ->
                      buckets
                          .computeIfAbsent(stored.bucket(), bucket -> new TreeMap<>())
                          .merge(
                              stored.column(),
                              Profile.fromBytes(stored.profile()),
                              ProfileBucketStore::merged));
          return buckets;
        });
  }

  private static Profile merged(Profile one, Profile other) {
    if (one.type() == other.type()) {
      one.merge(other);
      return one;
    }
    return one.count() >= other.count() ? one : other;
  }

  private record Stored(Instant bucket, Column column, byte[] profile) {}
}
