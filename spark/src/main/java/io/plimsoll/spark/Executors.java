package io.plimsoll.spark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.executor.ExecutorMetrics;
import org.apache.spark.executor.TaskMetrics;
import org.apache.spark.scheduler.TaskInfo;
import org.jspecify.annotations.Nullable;

/** The executors of the application and what each has done. Guarded by the recorder. */
final class Executors {
  private static final int MOST = 10_000;
  private static final String HEAP = "JVMHeapMemory";

  private final Map<String, Watch> all = new LinkedHashMap<>();
  private final long heapBytes;
  private long coreMsOfGone;

  Executors(long heapBytes) {
    this.heapBytes = heapBytes;
  }

  /** One executor. */
  private static final class Watch {
    private final String id;
    private final String host;
    private final int cores;
    private final long addedAt;
    private final TaskSums sums = new TaskSums();
    private long peakHeap;
    private boolean isChanged = true;

    Watch(String id, String host, int cores, long addedAt) {
      this.id = id;
      this.host = host;
      this.cores = cores;
      this.addedAt = addedAt;
    }

    Report report(Identity identity, String status, long end, long heapBytes) {
      Report report =
          new Report(identity, "executor", id, status)
              .between(addedAt, status.equals("running") ? 0 : end)
              .detail("host", host)
              .measure("cores", cores)
              .measure("heapLimitBytes", heapBytes)
              .measureIfAny("peakHeapBytes", peakHeap)
              .measure("coreMs", coreMs(end));
      sums.report(report);
      return report;
    }

    long coreMs(long until) {
      return Math.max(0, until - addedAt) * cores;
    }
  }

  void added(String id, String host, int cores, long at) {
    if (all.size() < MOST) {
      all.put(id, new Watch(id, host, cores, at));
    }
  }

  @Nullable Report removed(Identity identity, String id, long at, String reason) {
    Watch gone = all.remove(id);
    if (gone == null) {
      return null;
    }
    coreMsOfGone += gone.coreMs(at);
    Report report = gone.report(identity, "succeeded", at, heapBytes);
    return report.detail("removedBecause", reason);
  }

  void taskEnded(TaskInfo task, @Nullable TaskMetrics metrics, @Nullable ExecutorMetrics peaks) {
    Watch watch = all.get(task.executorId());
    if (watch == null) {
      return;
    }
    watch.isChanged = true;
    if (task.successful()) {
      watch.sums.succeeded(task.duration());
    } else {
      watch.sums.failed(task.killed(), task.duration());
    }
    watch.sums.add(metrics);
    peak(watch, peaks);
  }

  void peak(String id, @Nullable ExecutorMetrics peaks) {
    Watch watch = all.get(id);
    if (watch != null) {
      peak(watch, peaks);
    }
  }

  private static void peak(Watch watch, @Nullable ExecutorMetrics peaks) {
    if (peaks != null) {
      watch.peakHeap = Math.max(watch.peakHeap, peaks.getMetricValue(HEAP));
    }
  }

  /** Those that have done something since they were last reported. */
  List<Report> changed(Identity identity, long now) {
    List<Report> reports = new ArrayList<>();
    for (Watch watch : all.values()) {
      if (watch.isChanged) {
        watch.isChanged = false;
        reports.add(watch.report(identity, "running", now, heapBytes));
      }
    }
    return reports;
  }

  List<Report> ended(Identity identity, long at) {
    List<Report> reports = new ArrayList<>();
    all.values().forEach(each -> reports.add(each.report(identity, "succeeded", at, heapBytes)));
    return reports;
  }

  /** The time that cores were there for, whether they worked or not. */
  long coreMs(long until) {
    return coreMsOfGone + all.values().stream().mapToLong(each -> each.coreMs(until)).sum();
  }

  int size() {
    return all.size();
  }
}
