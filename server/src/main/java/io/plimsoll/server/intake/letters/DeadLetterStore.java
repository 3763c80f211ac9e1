package io.plimsoll.server.intake.letters;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.crypto.SecretBox;
import io.plimsoll.server.platform.database.Announcement;
import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.Database;
import io.plimsoll.server.platform.eventlog.LogPlace;
import io.plimsoll.server.platform.masking.Masking;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads dead letters, opens their seals, and notes which of them were sent again. */
@ApplicationScoped
public class DeadLetterStore {
  private static final UUID LAST = new UUID(-1L, -1L);

  private final Database database;
  private final SecretBox secrets;

  public DeadLetterStore(Database database, SecretBox secrets) {
    this.database = database;
    this.secrets = secrets;
  }

  /** At most {@code limit} letters after the cursor, newest first. */
  List<KeptLetter> list(Tenant tenant, DeadLetterFilter filter, @Nullable UUID after, int limit) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT * FROM dead_letters
                    WHERE id < :after
                      AND (CAST(:code AS text) IS NULL OR code = :code)
                      AND (CAST(:topic AS text) IS NULL OR topic = :topic)
                      AND (CAST(:replayed AS boolean) IS NULL
                           OR (replayed_at IS NOT NULL) = CAST(:replayed AS boolean))
                    ORDER BY id DESC LIMIT :limit
                    """)
                .bind("after", after == null ? LAST : after)
                .bind("code", filter.code())
                .bind("topic", filter.topic())
                .bind("replayed", filter.replayed())
                .bind("limit", limit)
                .map((row, context) -> kept(tenant, row))
                .list());
  }

  Optional<KeptLetter> find(Tenant tenant, UUID id) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery("SELECT * FROM dead_letters WHERE id = :id")
                .bind("id", id)
                .map((row, context) -> kept(tenant, row))
                .findOne());
  }

  /** What is hidden of letters of a project. */
  Masking masking(Tenant tenant) {
    return Masking.of(
        database.transact(
            tenant.scope(),
            handle -> handle.createQuery("SELECT hidden_fields()").mapTo(String.class).list()));
  }

  /** Notes that these were sent again; the first time counts. */
  void noteReplayed(Tenant tenant, Collection<UUID> ids, String by, Instant at) {
    database.run(
        tenant.scope(),
        handle -> {
          handle
              .createUpdate(
                  """
                  UPDATE dead_letters SET replayed_at = :at, replayed_by = :by
                  WHERE id = ANY (:ids) AND replayed_at IS NULL
                  """)
              .bind("at", at)
              .bind("by", by)
              .bindArray("ids", UUID.class, ids)
              .execute();
          Announcement.announce(handle, tenant.project(), Set.of("dead-letters"));
        });
  }

  private KeptLetter kept(Tenant tenant, ResultSet row) throws SQLException {
    DeadLetter letter = letter(row);
    byte[] sealed = row.getBytes("sealed");
    if (sealed == null) {
      // A server buried it that knew no seal, and the monitor has not come to it yet.
      return new KeptLetter(letter, Optional.of(letter.payload()));
    }
    LogPlace place =
        new LogPlace(
            Optional.of(tenant.project()), letter.topic(), letter.partition(), letter.offset());
    return new KeptLetter(letter, secrets.tryUnseal(sealed, place.sealContext()));
  }

  private static DeadLetter letter(ResultSet row) throws SQLException {
    return new DeadLetter(
        row.getObject("id", UUID.class),
        Columns.instant(row, "received_at"),
        row.getString("code"),
        row.getString("reason"),
        row.getString("topic"),
        row.getInt("kafka_partition"),
        row.getLong("kafka_offset"),
        row.getString("payload"),
        row.getBoolean("truncated"),
        Columns.instantOrNull(row, "replayed_at"),
        row.getString("replayed_by"));
  }
}
