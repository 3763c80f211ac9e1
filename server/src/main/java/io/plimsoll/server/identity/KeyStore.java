package io.plimsoll.server.identity;

import io.plimsoll.server.platform.crypto.Tokens;
import io.plimsoll.server.platform.database.Announcement;
import io.plimsoll.server.platform.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
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

  public List<Key> list(Tenant tenant) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery("SELECT * FROM api_keys ORDER BY id DESC")
                .map((row, context) -> Key.read(row))
                .list());
  }

  /** Makes a key and returns its text, which cannot be had again. */
  public NewKey create(Tenant tenant, String name, Collection<KeyScope> scopes, String by) {
    return database.transact(tenant.scope(), handle -> insert(handle, tenant, name, scopes, by));
  }

  static NewKey insert(
      Handle handle, Tenant tenant, String name, Collection<KeyScope> scopes, String by) {
    String secret = Tokens.random(Credential.ApiKey.PREFIX);
    Key key =
        handle
            .createQuery(
                """
                INSERT INTO api_keys (project_id, name, prefix, secret_hash, scopes, created_by)
                VALUES (:project, :name, :prefix, :hash, :scopes, :by) RETURNING *
                """)
            .bind("project", tenant.project().value())
            .bind("name", name)
            .bind("prefix", secret.substring(0, PREFIX_LENGTH))
            .bind("hash", Tokens.hash(secret))
            .bindArray(
                "scopes", String.class, scopes.stream().map(KeyScope::text).distinct().toList())
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
                  .bind("at", at.atOffset(ZoneOffset.UTC))
                  .bind("id", id)
                  .execute()
              == 1;
        });
  }

  /** A key without its secret. */
  public record Key(
      UUID id,
      String name,
      String prefix,
      List<KeyScope> scopes,
      Instant createdAt,
      String createdBy,
      @Nullable Instant lastUsedAt,
      @Nullable Instant revokedAt) {

    static Key read(ResultSet row) throws SQLException {
      return new Key(
          row.getObject("id", UUID.class),
          row.getString("name"),
          row.getString("prefix"),
          Stream.of((String[]) row.getArray("scopes").getArray()).map(KeyScope::parse).toList(),
          row.getObject("created_at", OffsetDateTime.class).toInstant(),
          row.getString("created_by"),
          instant(row, "last_used_at"),
          instant(row, "revoked_at"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
      OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
      return value == null ? null : value.toInstant();
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
