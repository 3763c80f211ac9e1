package io.plimsoll.server.pipeline;

import io.plimsoll.server.platform.crypto.SecretBox;
import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.Database;
import io.plimsoll.server.platform.database.ProjectId;
import io.plimsoll.server.platform.database.Scope;
import io.plimsoll.server.platform.masking.Masking;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;

/**
 * Seals and masks letters that stand in the table as they came, because a server buried them that
 * knew no seal. A letter that another process was faster with stays as that one left it.
 */
@ApplicationScoped
public class LetterSealingStore {
  private static final Logger LOG = Logger.getLogger(LetterSealingStore.class);

  /** Of a transaction, so that its memory and its locks stay small however many there are. */
  private static final int BATCH = 200;

  private final Database database;
  private final SecretBox secrets;

  public LetterSealingStore(Database database, SecretBox secrets) {
    this.database = database;
    this.secrets = secrets;
  }

  /** Seals the letters of every project and of none; one that fails does not hold up the others. */
  public void sealAll() {
    for (Optional<ProjectId> owner : owners()) {
      try {
        seal(owner);
      } catch (RuntimeException failure) {
        LOG.errorf(
            failure,
            "could not seal the dead letters of the project %s",
            owner.map(ProjectId::toString).orElse("nobody"));
      }
    }
  }

  private List<Optional<ProjectId>> owners() {
    return database.transact(
        Scope.NONE,
        handle ->
            handle
                .createQuery("SELECT owner FROM gate_owners_of_plain_letters() AS owner")
                .map((row, context) -> owner(row, "owner"))
                .list());
  }

  private void seal(Optional<ProjectId> owner) {
    Scope scope = owner.map(Scope::of).orElse(Scope.NONE);
    int found = BATCH;
    while (found == BATCH) {
      found = database.transact(scope, handle -> sealSome(handle, owner));
    }
  }

  private int sealSome(Handle handle, Optional<ProjectId> owner) {
    Masking masking = DeadLetterStore.findMasking(handle);
    List<DeadLetter> plain = plain(handle, owner);
    for (DeadLetter letter : plain) {
      replace(handle, letter.masked(masking), letter.sealed(secrets));
    }
    return plain.size();
  }

  private static List<DeadLetter> plain(Handle handle, Optional<ProjectId> owner) {
    return handle
        .createQuery(
            owner.isPresent()
                ? "SELECT * FROM dead_letters WHERE sealed IS NULL ORDER BY id LIMIT :most"
                : "SELECT * FROM gate_plain_unowned_letters(:most)")
        .bind("most", BATCH)
        .map((row, context) -> letter(row))
        .list();
  }

  private static void replace(Handle handle, DeadLetter masked, byte[] sealed) {
    handle
        .createUpdate(
            masked.project().isPresent()
                ? """
                  UPDATE dead_letters SET sealed = :sealed, reason = :reason, payload = :payload
                  WHERE topic = :topic AND kafka_partition = :partition AND kafka_offset = :offset
                    AND sealed IS NULL
                  """
                : """
                  SELECT gate_seal_unowned_letter(:topic, :partition, :offset, :sealed, :reason, :payload)
                  """)
        .bind("topic", masked.topic())
        .bind("partition", masked.partition())
        .bind("offset", masked.offset())
        .bind("sealed", sealed)
        .bind("reason", masked.reason())
        .bind("payload", masked.payload())
        .execute();
  }

  private static DeadLetter letter(ResultSet row) throws SQLException {
    return new DeadLetter(
        owner(row, "project_id"),
        Columns.instant(row, "received_at"),
        row.getString("code"),
        row.getString("reason"),
        row.getString("topic"),
        row.getInt("kafka_partition"),
        row.getLong("kafka_offset"),
        row.getString("payload"),
        row.getBoolean("truncated"));
  }

  private static Optional<ProjectId> owner(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, UUID.class)).map(ProjectId::new);
  }
}
