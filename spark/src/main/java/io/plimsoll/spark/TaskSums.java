package io.plimsoll.spark;

import org.apache.spark.executor.TaskMetrics;
import org.jspecify.annotations.Nullable;

/** What tasks took and moved, added up. Not thread-safe. */
final class TaskSums {
  private long succeeded;
  private long failed;
  private long killed;
  private long durationMs;
  private long runMs;
  private long cpuNanos;
  private long gcMs;
  private long inputBytes;
  private long inputRecords;
  private long outputBytes;
  private long outputRecords;
  private long shuffleReadBytes;
  private long shuffleWriteBytes;
  private long memorySpilledBytes;
  private long diskSpilledBytes;

  void succeeded(long taskMs) {
    succeeded++;
    durationMs += taskMs;
  }

  void failed(boolean wasKilled, long taskMs) {
    if (wasKilled) {
      killed++;
    } else {
      failed++;
    }
    durationMs += taskMs;
  }

  /** Metrics of one task; those of one that was lost are absent. */
  void add(@Nullable TaskMetrics metrics) {
    if (metrics == null) {
      return;
    }
    runMs += metrics.executorRunTime();
    cpuNanos += metrics.executorCpuTime();
    gcMs += metrics.jvmGCTime();
    inputBytes += metrics.inputMetrics().bytesRead();
    inputRecords += metrics.inputMetrics().recordsRead();
    outputBytes += metrics.outputMetrics().bytesWritten();
    outputRecords += metrics.outputMetrics().recordsWritten();
    shuffleReadBytes += metrics.shuffleReadMetrics().totalBytesRead();
    shuffleWriteBytes += metrics.shuffleWriteMetrics().bytesWritten();
    memorySpilledBytes += metrics.memoryBytesSpilled();
    diskSpilledBytes += metrics.diskBytesSpilled();
  }

  long tasks() {
    return succeeded + failed + killed;
  }

  void report(Report report) {
    report
        .measure("tasks", tasks())
        .measure("failedTasks", failed)
        .measure("killedTasks", killed)
        .measure("taskMs", durationMs)
        .measure("runMs", runMs)
        .measure("cpuMs", cpuNanos / 1e6)
        .measure("gcMs", gcMs)
        .measure("inputBytes", inputBytes)
        .measure("inputRecords", inputRecords)
        .measure("outputBytes", outputBytes)
        .measure("outputRecords", outputRecords)
        .measure("shuffleReadBytes", shuffleReadBytes)
        .measure("shuffleWriteBytes", shuffleWriteBytes)
        .measure("memorySpilledBytes", memorySpilledBytes)
        .measure("diskSpilledBytes", diskSpilledBytes);
  }
}
