package io.plimsoll.server.identity;

import io.plimsoll.server.platform.crypto.Tokens;
import io.plimsoll.server.platform.database.Announcement;
import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** API keys of a project. A key's text exists only in the answer that made it. */
@ApplicationScoped
public class KeyStore {
  private static final int PREFIX_LENGTH = 10;

  private final Database database;

  public KeyStore(Database database) {
    this.database = database;
  }

  /** The keys of a project, the newest first, with what they have used of a day. */
  public List<Key> list(Tenant tenant, LocalDate today) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT k.*, coalesce(u.requests, 0) AS used, coalesce(u.refused, 0) AS refused
                    FROM api_keys k LEFT JOIN key_use u ON u.key_id = k.id AND u.day = :today
                    ORDER BY k.id DESC
                    """)
                .bind("today", today)
                .map((row, context) -> Key.read(row))
                .list());
  }

  /** Makes a key for all models, without limits of its own. */
  public NewKey create(Tenant tenant, String name, Collection<KeyScope> scopes, String by) {
    return create(tenant, KeyWish.of(name, scopes), by);
  }

  /** Makes a key and returns its text, which cannot be had again. */
  NewKey create(Tenant tenant, KeyWish wish, String by) {
    return database.transact(tenant.scope(), handle -> insert(handle, tenant, wish, by));
  }

  /** Gives a key other limits, effective at once; false if the project has no such key. */
  public boolean limit(Tenant tenant, UUID id, KeyLimitWish limits) {
    return database.transact(
        tenant.scope(),
        handle -> {
          Announcement.announce(handle, tenant.project(), Set.of(Authenticator.TOPIC));
          return handle
                  .createUpdate(
                      """
                      UPDATE api_keys SET requests_per_second = :rate, burst = :burst,
                        requests_per_day = :day
                      WHERE id = :id AND revoked_at IS NULL
                      """)
                  .bind("id", id)
                  .bind("rate", limits.requestsPerSecond())
                  .bind("burst", limits.burst())
                  .bind("day", limits.requestsPerDay())
                  .execute()
              == 1;
        });
  }

  /** The limits of keys that have none of their own. */
  public KeyLimitWish defaults(Tenant tenant) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery("SELECT * FROM key_defaults")
                .map((row, context) -> limits(row))
                .findOne()
                .orElse(KeyLimitWish.NONE));
  }

  public void setDefaults(Tenant tenant, KeyLimitWish limits) {
    database.run(
        tenant.scope(),
        handle -> {
          Announcement.announce(handle, tenant.project(), Set.of(Authenticator.TOPIC));
          handle
              .createUpdate(
                  """
                  INSERT INTO key_defaults (project_id, requests_per_second, burst, requests_per_day)
                  VALUES (:project, :rate, :burst, :day)
                  ON CONFLICT (project_id) DO UPDATE SET
                    requests_per_second = excluded.requests_per_second, burst = excluded.burst,
                    requests_per_day = excluded.requests_per_day
                  """)
              .bind("project", tenant.project().value())
              .bind("rate", limits.requestsPerSecond())
              .bind("burst", limits.burst())
              .bind("day", limits.requestsPerDay())
              .execute();
        });
  }

  static NewKey insert(Handle handle, Tenant tenant, KeyWish wish, String by) {
    String secret = Tokens.random(Credential.ApiKey.PREFIX);
    Key key =
        handle
            .createQuery(
                """
                INSERT INTO api_keys (project_id, name, prefix, secret_hash, scopes, created_by,
                  models, requests_per_second, burst, requests_per_day)
                VALUES (:project, :name, :prefix, :hash, :scopes, :by, :models, :rate, :burst, :day)
                RETURNING *, 0::bigint AS used, 0::bigint AS refused
                """)
            .bind("project", tenant.project().value())
            .bind("name", wish.name())
            .bind("prefix", secret.substring(0, PREFIX_LENGTH))
            .bind("hash", Tokens.hash(secret))
            .bindArray(
                "scopes",
                String.class,
                wish.scopes().stream().map(KeyScope::text).distinct().toList())
            .bindArray("models", String.class, wish.models().stream().distinct().toList())
            .bind("rate", wish.limits().requestsPerSecond())
            .bind("burst", wish.limits().burst())
            .bind("day", wish.limits().requestsPerDay())
            .bind("by", by)
            .map((row, context) -> Key.read(row))
            .one();
    return new NewKey(key, secret);
  }

  /** Revokes a key; false if the project has no such key or it is revoked already. */
  public boolean revoke(Tenant tenant, UUID id, Instant at) {
    return database.transact(
        tenant.scope(),
        handle -> {
          Announcement.announce(handle, tenant.project(), Set.of(Authenticator.TOPIC));
          return handle
                  .createUpdate(
                      "UPDATE api_keys SET revoked_at = :at WHERE id = :id AND revoked_at IS NULL")
                  .bind("at", at)
                  .bind("id", id)
                  .execute()
              == 1;
        });
  }

  private static KeyLimitWish limits(ResultSet row) throws SQLException {
    return new KeyLimitWish(
        row.getObject("requests_per_second", Integer.class),
        row.getObject("burst", Integer.class),
        row.getObject("requests_per_day", Long.class));
  }

  /**
   * A key without its secret.
   *
   * @param models the models that it may call; empty means all
   * @param limits its own; what it leaves open is what the project says
   * @param usedToday requests that were let in today (UTC), as of a few seconds ago
   * @param refusedToday requests beyond a limit
   */
  public record Key(
      UUID id,
      String name,
      String prefix,
      List<KeyScope> scopes,
      List<String> models,
      KeyLimitWish limits,
      long usedToday,
      long refusedToday,
      Instant createdAt,
      String createdBy,
      @Nullable Instant lastUsedAt,
      @Nullable Instant revokedAt) {

    static Key read(ResultSet row) throws SQLException {
      return new Key(
          row.getObject("id", UUID.class),
          row.getString("name"),
          row.getString("prefix"),
          Columns.texts(row, "scopes").stream().map(KeyScope::parse).toList(),
          Columns.texts(row, "models"),
          KeyStore.limits(row),
          row.getLong("used"),
          row.getLong("refused"),
          Columns.instant(row, "created_at"),
          row.getString("created_by"),
          Columns.instantOrNull(row, "last_used_at"),
          Columns.instantOrNull(row, "revoked_at"));
    }
  }

  /** A key that was just made, with its text. */
  public record NewKey(Key key, String secret) {
    @Override
    public String toString() {
      return "NewKey[" + key.prefix() + "]";
    }
  }
}
