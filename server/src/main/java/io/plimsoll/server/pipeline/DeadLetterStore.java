package io.plimsoll.server.pipeline;

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

/**
 * Keeps the records that could not become rows, as they came, so that they can be sent again. Like
 * raw events they are read under the policy of their project, and whoever shows one masks it.
 */
final class DeadLetterStore {
  private DeadLetterStore() {}

  /**
   * Keeps each letter once, however often its record is read. Returns those of projects as others
   * may see them.
   */
  static List<DeadLetter> bury(Handle handle, List<DeadLetter> letters) {
    Map<ProjectId, Masking> rules = new HashMap<>();
    List<DeadLetter> masked = new ArrayList<>();
    for (DeadLetter letter : letters) {
      bury(handle, letter);
      letter
          .project()
          .map(project -> rules.computeIfAbsent(project, of -> masking(handle)))
          .ifPresent(masking -> masked.add(letter.masked(masking)));
    }
    return masked;
  }

  /** Of the project that the handle is in the scope of. */
  private static Masking masking(Handle handle) {
    return Masking.of(handle.createQuery("SELECT hidden_fields()").mapTo(String.class).list());
  }

  private static void bury(Handle handle, DeadLetter letter) {
    if (letter.project().isEmpty()) {
      handle
          .createQuery(
              """
              SELECT gate_bury(:topic, :partition, :offset, :at, :code, :reason, :payload,
                               :truncated)::text
              """)
          .bind("topic", letter.topic())
          .bind("partition", letter.partition())
          .bind("offset", letter.offset())
          .bind("at", letter.receivedAt())
          .bind("code", letter.code())
          .bind("reason", letter.reason())
          .bind("payload", letter.payload())
          .bind("truncated", letter.truncated())
          .mapTo(String.class)
          .findOne();
      return;
    }
    ProjectId project = letter.project().get();
    Database.enter(handle, Scope.of(project));
    handle
        .createUpdate(
            """
            INSERT INTO dead_letters (project_id, received_at, code, reason, topic, kafka_partition,
                                      kafka_offset, payload, truncated)
            VALUES (:project, :at, :code, :reason, :topic, :partition, :offset, :payload, :truncated)
            ON CONFLICT DO NOTHING
            """)
        .bind("project", project.value())
        .bind("at", letter.receivedAt())
        .bind("code", letter.code())
        .bind("reason", letter.reason())
        .bind("topic", letter.topic())
        .bind("partition", letter.partition())
        .bind("offset", letter.offset())
        .bind("payload", letter.payload())
        .bind("truncated", letter.truncated())
        .execute();
    Announcement.announce(handle, project, Set.of("dead-letters"));
  }
}
