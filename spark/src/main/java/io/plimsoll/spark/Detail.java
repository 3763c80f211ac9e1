package io.plimsoll.spark;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which jobs are reported one by one. Those of a streaming query are all alike and there is no end
 * of them, so that of its batches one a minute is; what fails always is. Guarded by the recorder.
 */
final class Detail {
  static final String EXECUTION = "spark.sql.execution.id";
  static final String STREAM = "sql.streaming.queryId";
  static final String BATCH = "streaming.sql.batchId";

  private static final long EVERY_MS = 60_000;
  private static final int MOST = 10_000;

  private final Map<String, Batch> reported = new HashMap<>();
  private final Set<String> quietExecutions = new HashSet<>();

  /** The batch of a stream that was reported last. */
  private static final class Batch {
    private final String id;
    private final long at;

    Batch(String id, long at) {
      this.id = id;
      this.at = at;
    }
  }

  /** Whether jobs and stages with these properties are reported although nothing is wrong. */
  boolean isWanted(@Nullable Properties properties, long now) {
    String stream = properties == null ? null : properties.getProperty(STREAM);
    if (properties == null || stream == null) {
      return true;
    }
    String batch = properties.getProperty(BATCH, "");
    Batch last = reported.get(stream);
    if (last == null || (!last.id.equals(batch) && now - last.at >= EVERY_MS)) {
      if (reported.size() < MOST) {
        reported.put(stream, new Batch(batch, now));
      }
      return true;
    }
    boolean isWanted = last.id.equals(batch);
    String execution = properties.getProperty(EXECUTION);
    if (!isWanted && execution != null && quietExecutions.size() < MOST) {
      quietExecutions.add(execution);
    }
    return isWanted;
  }

  /** Whether this execution of SQL is of a batch that is not reported; it is forgotten. */
  boolean takeQuiet(long execution) {
    return quietExecutions.remove(String.valueOf(execution));
  }
}
