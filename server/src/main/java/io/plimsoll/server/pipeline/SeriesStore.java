package io.plimsoll.server.pipeline;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.plimsoll.server.platform.database.Columns;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** The ids of series. An id is remembered only after the transaction that made it has committed. */
final class SeriesStore {
  private final Cache<SeriesKey, Long> remembered =
      Caffeine.newBuilder().maximumSize(100_000).build();

  /** The ids of {@code wanted}, making those that are new, in the scope of their project. */
  Map<SeriesKey, Long> ids(Handle handle, Set<SeriesKey> wanted) {
    Map<SeriesKey, Long> ids = new HashMap<>(remembered.getAllPresent(wanted));
    for (SeriesKey key : wanted) {
      if (!ids.containsKey(key)) {
        ids.put(key, ensure(handle, key));
      }
    }
    return ids;
  }

  /** Remembers ids whose transaction has committed. */
  void remember(Collection<Map<SeriesKey, Long>> committed) {
    committed.forEach(remembered::putAll);
  }

  private static long ensure(Handle handle, SeriesKey key) {
    // DO UPDATE instead of DO NOTHING, because only an updated row is returned.
    return handle
        .createQuery(
            """
            INSERT INTO series (project_id, name, kind, tags)
            VALUES (:project, :name, :kind, CAST(:tags AS jsonb))
            ON CONFLICT (project_id, name, md5(tags::text)) DO UPDATE SET name = excluded.name
            RETURNING id
            """)
        .bind("project", key.project().value())
        .bind("name", key.name())
        .bind("kind", key.kind())
        .bind("tags", Columns.json(key.tags()))
        .mapTo(Long.class)
        .one();
  }
}
