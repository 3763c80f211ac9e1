package io.plimsoll.spark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The streaming queries that run. Guarded by the recorder. */
final class Streams {
  private static final int MOST = 1_000;

  private final Map<String, StreamWatch> running = new LinkedHashMap<>();
  private final long intervalMs;

  Streams(long intervalMs) {
    this.intervalMs = intervalMs;
  }

  void started(StreamWatch watch, String runId) {
    if (running.size() < MOST) {
      running.put(runId, watch);
    }
  }

  @Nullable StreamWatch find(String runId) {
    return running.get(runId);
  }

  @Nullable StreamWatch ended(String runId) {
    return running.remove(runId);
  }

  boolean isDue(StreamWatch watch, long now) {
    return watch.isDue(now, intervalMs);
  }

  /** What is said of each from time to time, whether it does something or not. */
  List<Report> beat(Identity identity, long now) {
    List<Report> reports = new ArrayList<>();
    for (StreamWatch watch : running.values()) {
      Report progress = watch.isDue(now, intervalMs) ? watch.takeProgress(identity) : null;
      if (progress != null) {
        reports.add(progress);
      }
      reports.add(watch.report(identity, "running", 0, now));
    }
    return reports;
  }

  /** What the end of the application has cut off. */
  List<Report> cutOff(Identity identity, long at) {
    List<Report> reports = new ArrayList<>();
    for (StreamWatch watch : running.values()) {
      Report progress = watch.takeProgress(identity);
      if (progress != null) {
        reports.add(progress);
      }
      reports.add(watch.report(identity, "killed", at, at));
    }
    return reports;
  }
}
