package io.plimsoll.server.pipeline.labels;

import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.ProjectId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * Keeps a sample of each hour's rows: those with the least hashes of their ids, which is a draw
 * without replacement that does not depend on the order in which rows come (E. Cohen and H. Kaplan,
 * PODC 2007, bottom-k). Old labels leave it alone; they are joined when it is read.
 */
final class SampleStore {
  static final int SIZE = 50;

  private record Hour(String model, String version, Instant hour) {}

  void offer(Handle handle, ProjectId project, List<AnsweredRow> rows) {
    Map<Hour, List<AnsweredRow>> byHour = new HashMap<>();
    for (AnsweredRow row : rows) {
      byHour
          .computeIfAbsent(
              new Hour(row.model(), row.version(), row.hour()), hour -> new ArrayList<>())
          .add(row);
    }
    byHour.forEach((hour, offered) -> offer(handle, project, hour, offered));
  }

  private static void offer(
      Handle handle, ProjectId project, Hour hour, List<AnsweredRow> offered) {
    long most = mostHash(handle, project, hour);
    List<AnsweredRow> least =
        offered.stream()
            .filter(row -> hash(row.id()) < most)
            .sorted(Comparator.comparingLong(row -> hash(row.id())))
            .limit(SIZE)
            .toList();
    if (least.isEmpty()) {
      return;
    }
    PreparedBatch batch =
        handle.prepareBatch(
            """
            INSERT INTO performance_samples (project_id, model, version, hour, hash, prediction_id, features, answer)
            VALUES (:project, :model, :version, :hour, :hash, :id, CAST(:features AS json), CAST(:answer AS json))
            ON CONFLICT DO NOTHING
            """);
    for (AnsweredRow row : least) {
      batch
          .bind("project", project.value())
          .bind("model", hour.model())
          .bind("version", hour.version())
          .bind("hour", hour.hour())
          .bind("hash", hash(row.id()))
          .bind("id", row.id())
          .bind("features", Columns.json(row.features()))
          .bind("answer", Columns.json(row.outputs()))
          .add();
    }
    batch.execute();
    handle
        .createUpdate(
            """
            DELETE FROM performance_samples
            WHERE project_id = :project AND model = :model AND version = :version AND hour = :hour
              AND hash > (SELECT hash FROM performance_samples
                          WHERE project_id = :project AND model = :model AND version = :version AND hour = :hour
                          ORDER BY hash OFFSET :most LIMIT 1)
            """)
        .bind("project", project.value())
        .bind("model", hour.model())
        .bind("version", hour.version())
        .bind("hour", hour.hour())
        .bind("most", SIZE - 1)
        .execute();
  }

  /** Above which hash no row can come into the sample. */
  private static long mostHash(Handle handle, ProjectId project, Hour hour) {
    return handle
        .createQuery(
            """
            SELECT hash FROM performance_samples
            WHERE project_id = :project AND model = :model AND version = :version AND hour = :hour
            ORDER BY hash OFFSET :most LIMIT 1
            """)
        .bind("project", project.value())
        .bind("model", hour.model())
        .bind("version", hour.version())
        .bind("hour", hour.hour())
        .bind("most", SIZE - 1)
        .mapTo(Long.class)
        .findOne()
        .orElse(Long.MAX_VALUE);
  }

  /**
   * The end of an id is random in every kind of it; this mixes it (the finalizer of MurmurHash3).
   */
  private static long hash(UUID id) {
    long mixed = id.getLeastSignificantBits() ^ Long.rotateLeft(id.getMostSignificantBits(), 32);
    mixed = (mixed ^ mixed >>> 33) * 0xff51afd7ed558ccdL;
    mixed = (mixed ^ mixed >>> 33) * 0xc4ceb9fe1a85ec53L;
    return mixed ^ mixed >>> 33;
  }
}
