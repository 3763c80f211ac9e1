package io.plimsoll.spark;

import java.util.Arrays;
import org.apache.spark.executor.TaskMetrics;
import org.apache.spark.scheduler.StageInfo;
import org.apache.spark.scheduler.TaskInfo;
import org.jspecify.annotations.Nullable;

/** One attempt of a stage while it runs: how its work is spread over its tasks. */
final class StageWatch {
  private final Spread duration = new Spread();
  private final Spread readBytes = new Spread();
  private final Spread readRecords = new Spread();
  private final Spread gc = new Spread();
  private final StageInfo info;
  private final @Nullable Integer job;
  private final @Nullable String execution;
  private final boolean isWanted;
  private long failedTasks;
  private long killedTasks;
  private long speculativeTasks;
  private long tasksWithoutDetail;
  private @Nullable TaskInfo slowest;
  private long bytesOfSlowest;

  StageWatch(StageInfo info, @Nullable Integer job, @Nullable String execution, boolean isWanted) {
    this.info = info;
    this.job = job;
    this.execution = execution;
    this.isWanted = isWanted;
  }

  /** Whether it is reported although nothing is wrong. */
  boolean isWanted() {
    return isWanted;
  }

  void taskEnded(TaskInfo task, @Nullable TaskMetrics metrics, boolean isDetailed) {
    if (task.speculative()) {
      speculativeTasks++;
    }
    if (!task.successful()) {
      if (task.killed()) {
        killedTasks++;
      } else {
        failedTasks++;
      }
      return;
    }
    if (!isDetailed || metrics == null) {
      tasksWithoutDetail++;
      return;
    }
    long read = metrics.inputMetrics().bytesRead() + metrics.shuffleReadMetrics().totalBytesRead();
    duration.add(task.duration());
    readBytes.add(read);
    readRecords.add(
        metrics.inputMetrics().recordsRead() + metrics.shuffleReadMetrics().recordsRead());
    gc.add(metrics.jvmGCTime());
    TaskInfo before = slowest;
    if (before == null || task.duration() > before.duration()) {
      slowest = task;
      bytesOfSlowest = read;
    }
  }

  Report report(Identity identity, StageInfo ended, String status) {
    Report report =
        new Report(identity, "stage", ended.stageId() + "." + ended.attemptNumber(), status);
    Object submitted = Reflection.option(ended.submissionTime());
    Object completed = Reflection.option(ended.completionTime());
    report
        .between(
            submitted instanceof Long ? (Long) submitted : 0,
            completed instanceof Long ? (Long) completed : 0)
        .detail("name", ended.name())
        .detail("job", job)
        .detail("execution", execution)
        .measure("tasks", ended.numTasks())
        .measure("failedTasks", failedTasks)
        .measure("killedTasks", killedTasks)
        .measure("speculativeTasks", speculativeTasks)
        .measureIfAny("tasksWithoutDetail", tasksWithoutDetail);
    metrics(report, ended.taskMetrics());
    TaskInfo worst = slowest;
    if (worst != null) {
      report
          .detail("slowestTask", worst.index())
          .detail("slowestExecutor", worst.executorId())
          .detail("slowestHost", worst.host())
          .measure("slowestReadBytes", bytesOfSlowest)
          .list(
              "spreads",
              Arrays.asList(
                  duration.report("durationMs"),
                  readBytes.report("readBytes"),
                  readRecords.report("readRecords"),
                  gc.report("gcMs")));
    }
    Object reason = Reflection.option(ended.failureReason());
    if (reason != null) {
      report.failure("StageFailed", reason.toString());
    }
    return report;
  }

  /** The attempt as it was when it began, for one that will see no end. */
  StageInfo info() {
    return info;
  }

  private static void metrics(Report report, @Nullable TaskMetrics metrics) {
    if (metrics == null) {
      return;
    }
    report
        .measure("runMs", metrics.executorRunTime())
        .measure("cpuMs", metrics.executorCpuTime() / 1e6)
        .measure("gcMs", metrics.jvmGCTime())
        .measure("deserializeMs", metrics.executorDeserializeTime())
        .measure("resultBytes", metrics.resultSize())
        .measure("memorySpilledBytes", metrics.memoryBytesSpilled())
        .measure("diskSpilledBytes", metrics.diskBytesSpilled())
        .measure("peakExecutionMemoryBytes", metrics.peakExecutionMemory())
        .measure("inputBytes", metrics.inputMetrics().bytesRead())
        .measure("inputRecords", metrics.inputMetrics().recordsRead())
        .measure("outputBytes", metrics.outputMetrics().bytesWritten())
        .measure("outputRecords", metrics.outputMetrics().recordsWritten())
        .measure("shuffleReadBytes", metrics.shuffleReadMetrics().totalBytesRead())
        .measure("shuffleReadRecords", metrics.shuffleReadMetrics().recordsRead())
        .measure("fetchWaitMs", metrics.shuffleReadMetrics().fetchWaitTime())
        .measure("shuffleWriteBytes", metrics.shuffleWriteMetrics().bytesWritten())
        .measure("shuffleWriteRecords", metrics.shuffleWriteMetrics().recordsWritten())
        .measure("shuffleWriteMs", metrics.shuffleWriteMetrics().writeTime() / 1e6);
  }
}
