package io.plimsoll.spark;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Executions of SQL while they run. Guarded by the recorder. */
final class Queries {
  private static final int MOST = 10_000;

  private final Map<Long, Query> running = new LinkedHashMap<>();
  private long ended;
  private long failed;
  private long withoutLineage;

  /** One execution. */
  static final class Query {
    private final long id;
    private final long root;
    private final @Nullable String description;
    private final long startedAt;

    Query(long id, long root, @Nullable String description, long startedAt) {
      this.id = id;
      this.root = root;
      this.description = description;
      this.startedAt = startedAt;
    }

    boolean isRoot() {
      return id == root;
    }

    Report report(Identity identity, long endedAt, FinalStatus.@Nullable Failure failure) {
      Report report =
          new Report(
                  identity, "query", String.valueOf(id), failure == null ? "succeeded" : "failed")
              .between(startedAt, endedAt)
              .detail("description", description)
              .detail("root", root);
      return failure == null ? report : report.failure(failure.kind(), failure.message());
    }
  }

  void started(Query query) {
    if (running.size() < MOST) {
      running.put(query.id, query);
    }
  }

  /** The execution that has ended, which is forgotten; null if its start was not seen. */
  @Nullable Query ended(long id, boolean isFailed) {
    Query query = running.remove(id);
    if (query != null) {
      ended++;
      failed += isFailed ? 1 : 0;
    }
    return query;
  }

  void leftOutLineage() {
    withoutLineage++;
  }

  void report(Report report) {
    report
        .measure("queries", ended)
        .measure("failedQueries", failed)
        .measureIfAny("queriesWithoutLineage", withoutLineage);
  }
}
