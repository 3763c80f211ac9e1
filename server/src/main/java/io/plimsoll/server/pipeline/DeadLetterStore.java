package io.plimsoll.server.pipeline;

import io.plimsoll.server.platform.database.Announcement;
import io.plimsoll.server.platform.database.Database;
import io.plimsoll.server.platform.database.ProjectId;
import io.plimsoll.server.platform.database.Scope;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** Keeps the records that could not become rows. */
final class DeadLetterStore {
  private DeadLetterStore() {}

  /** Keeps a letter once, however often its record is read. */
  static void bury(Handle handle, DeadLetter letter) {
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
