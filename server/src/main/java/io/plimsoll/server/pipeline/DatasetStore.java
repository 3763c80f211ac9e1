package io.plimsoll.server.pipeline;

import io.plimsoll.events.Event;
import io.plimsoll.server.platform.database.ProjectId;
import java.time.temporal.ChronoUnit;
import org.jdbi.v3.core.Handle;

/** Notes which datasets there are and which batch of each happened last. */
final class DatasetStore {
  private DatasetStore() {}

  /** Batches arrive in any order; the one that happened last is the latest. */
  static void note(Handle handle, ProjectId project, Event.DatasetBatch batch) {
    handle
        .createUpdate(
            """
            INSERT INTO datasets AS d (project_id, name, first_batch_at, last_batch_at, last_batch, every_seconds)
            VALUES (:project, :name, :at, :at, :id, :every)
            ON CONFLICT (project_id, name) DO UPDATE SET
              first_batch_at = least(d.first_batch_at, excluded.first_batch_at),
              last_batch_at = greatest(d.last_batch_at, excluded.last_batch_at),
              last_batch = CASE WHEN excluded.last_batch_at >= d.last_batch_at
                           THEN excluded.last_batch ELSE d.last_batch END,
              every_seconds = CASE WHEN excluded.last_batch_at >= d.last_batch_at
                              THEN excluded.every_seconds ELSE d.every_seconds END
            """)
        .bind("project", project.value())
        .bind("name", batch.dataset())
        // A bound time is rounded to microseconds, and the batch itself is copied with them cut
        // off: both have to be
        // the same, or the dataset does not find its latest batch.
        .bind("at", batch.occurredAt().truncatedTo(ChronoUnit.MICROS))
        .bind("id", batch.id())
        .bind("every", batch.everySeconds().isPresent() ? batch.everySeconds().getAsLong() : null)
        .execute();
  }
}
