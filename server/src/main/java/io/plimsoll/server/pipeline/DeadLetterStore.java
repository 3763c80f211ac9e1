package io.plimsoll.server.pipeline;

import io.plimsoll.server.platform.crypto.SecretBox;
import io.plimsoll.server.platform.database.Announcement;
import io.plimsoll.server.platform.database.Database;
import io.plimsoll.server.platform.database.ProjectId;
import io.plimsoll.server.platform.database.Scope;
import io.plimsoll.server.platform.masking.Masking;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * Keeps the records that could not become rows: masked, as whoever reads the table may see them,
 * and sealed as they came, so that they can be sent again.
 */
final class DeadLetterStore {
  private final SecretBox secrets;

  DeadLetterStore(SecretBox secrets) {
    this.secrets = secrets;
  }

  /**
   * Keeps each letter once, however often its record is read. Returns those of projects as others
   * may see them.
   */
  List<DeadLetter> bury(Handle handle, List<DeadLetter> letters) {
    Map<ProjectId, Masking> rules = new HashMap<>();
    List<DeadLetter> seen = new ArrayList<>();
    for (DeadLetter letter : letters) {
      byte[] sealed = letter.sealed(secrets);
      if (letter.project().isPresent()) {
        ProjectId project = letter.project().get();
        Database.enter(handle, Scope.of(project));
        DeadLetter masked =
            letter.masked(rules.computeIfAbsent(project, of -> findMasking(handle)));
        bury(handle, project, masked, sealed);
        seen.add(masked);
      } else {
        buryUnowned(handle, letter.masked(Masking.of(List.of())), sealed);
      }
    }
    return seen;
  }

  /** Of the project that the handle is in the scope of; without one, no field is hidden. */
  static Masking findMasking(Handle handle) {
    return Masking.of(handle.createQuery("SELECT hidden_fields()").mapTo(String.class).list());
  }

  private static void bury(Handle handle, ProjectId project, DeadLetter masked, byte[] sealed) {
    bind(
            handle.createUpdate(
                """
                INSERT INTO dead_letters (project_id, received_at, code, reason, topic, kafka_partition,
                                          kafka_offset, payload, truncated, sealed)
                VALUES (:project, :at, :code, :reason, :topic, :partition, :offset, :payload, :truncated,
                        :sealed)
                ON CONFLICT DO NOTHING
                """),
            masked,
            sealed)
        .bind("project", project.value())
        .execute();
    Announcement.announce(handle, project, Set.of("dead-letters"));
  }

  private static void buryUnowned(Handle handle, DeadLetter masked, byte[] sealed) {
    bind(
            handle.createQuery(
                """
                SELECT gate_bury(:topic, :partition, :offset, :at, :code, :reason, :payload,
                                 :truncated, :sealed)::text
                """),
            masked,
            sealed)
        .mapTo(String.class)
        .findOne();
  }

  private static <S extends SqlStatement<S>> S bind(S statement, DeadLetter masked, byte[] sealed) {
    return statement
        .bind("topic", masked.topic())
        .bind("partition", masked.partition())
        .bind("offset", masked.offset())
        .bind("at", masked.receivedAt())
        .bind("code", masked.code())
        .bind("reason", masked.reason())
        .bind("payload", masked.payload())
        .bind("truncated", masked.truncated())
        .bind("sealed", sealed);
  }
}
