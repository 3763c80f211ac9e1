package io.plimsoll.spark;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.spark.scheduler.JobFailed;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.StageInfo;
import org.jspecify.annotations.Nullable;

/** Jobs and their stages while they run. Guarded by the recorder. */
final class Jobs {
  private static final int MOST_JOBS = 10_000;
  private static final int MOST_STAGES = 2_000;

  private final Detail detail = new Detail();
  private final Map<Integer, Job> running = new LinkedHashMap<>();
  private final Map<Integer, Integer> jobOfStage = new HashMap<>();
  private final Map<String, StageWatch> stages = new LinkedHashMap<>();
  private long ended;
  private long failed;
  private long stagesEnded;
  private long stagesFailed;
  private long notWatched;

  /** One job. */
  private static final class Job {
    private final int id;
    private final long startedAt;
    private final List<Object> stages;
    private final Properties properties;
    private final boolean isWanted;

    Job(int id, long startedAt, List<Object> stages, Properties properties, boolean isWanted) {
      this.id = id;
      this.startedAt = startedAt;
      this.stages = stages;
      this.properties = properties;
      this.isWanted = isWanted;
    }

    Report report(Identity identity, String status, long end) {
      return new Report(identity, "job", String.valueOf(id), status)
          .between(startedAt, end)
          .measure("stages", stages.size())
          .detail("description", properties.getProperty("spark.job.description"))
          .detail("group", properties.getProperty("spark.jobGroup.id"))
          .detail("execution", properties.getProperty(Detail.EXECUTION))
          .detail("stream", properties.getProperty(Detail.STREAM))
          .detail("batch", properties.getProperty(Detail.BATCH));
    }
  }

  void started(SparkListenerJobStart start) {
    if (running.size() >= MOST_JOBS) {
      notWatched++;
      return;
    }
    Properties properties = start.properties() == null ? new Properties() : start.properties();
    List<Object> ids = Reflection.items(Reflection.call(start, "stageIds"));
    boolean isWanted = detail.isWanted(properties, start.time());
    running.put(start.jobId(), new Job(start.jobId(), start.time(), ids, properties, isWanted));
    for (Object id : ids) {
      if (id instanceof Integer && jobOfStage.size() < MOST_JOBS * 10) {
        jobOfStage.put((Integer) id, start.jobId());
      }
    }
  }

  /** Whether the job is one of an execution of SQL, whose end says how it went. */
  boolean isOfExecution(int job) {
    Job found = running.get(job);
    return found != null && found.properties.getProperty(Detail.EXECUTION) != null;
  }

  static FinalStatus.@Nullable Failure failure(SparkListenerJobEnd end) {
    if (!(end.jobResult() instanceof JobFailed)) {
      return null;
    }
    Exception problem = ((JobFailed) end.jobResult()).exception();
    return new FinalStatus.Failure(
        problem.getClass().getName(), String.valueOf(problem.getMessage()));
  }

  @Nullable Report ended(Identity identity, SparkListenerJobEnd end) {
    Job job = running.remove(end.jobId());
    ended++;
    FinalStatus.Failure failure = failure(end);
    if (failure != null) {
      failed++;
    }
    if (job == null) {
      return null;
    }
    job.stages.forEach(id -> jobOfStage.remove(id, job.id));
    if (failure == null) {
      return job.isWanted ? job.report(identity, "succeeded", end.time()) : null;
    }
    return job.report(identity, "failed", end.time()).failure(failure.kind(), failure.message());
  }

  void stageStarted(StageInfo info, @Nullable Properties properties) {
    if (stages.size() >= MOST_STAGES) {
      notWatched++;
      return;
    }
    String execution = properties == null ? null : properties.getProperty(Detail.EXECUTION);
    Integer job = jobOfStage.get(info.stageId());
    boolean isWanted = detail.isWanted(properties, System.currentTimeMillis());
    stages.put(
        key(info.stageId(), info.attemptNumber()), new StageWatch(info, job, execution, isWanted));
  }

  void taskEnded(SparkListenerTaskEnd end, boolean isDetailed) {
    StageWatch stage = stages.get(key(end.stageId(), end.stageAttemptId()));
    if (stage != null) {
      stage.taskEnded(end.taskInfo(), end.taskMetrics(), isDetailed);
    }
  }

  @Nullable Report stageEnded(Identity identity, StageInfo info) {
    StageWatch watch = stages.remove(key(info.stageId(), info.attemptNumber()));
    if (watch == null) {
      watch = new StageWatch(info, jobOfStage.get(info.stageId()), null, true);
    }
    boolean isFailed = info.failureReason().isDefined();
    stagesEnded++;
    if (isFailed) {
      stagesFailed++;
    }
    if (!isFailed && !watch.isWanted()) {
      return null;
    }
    return watch.report(identity, info, isFailed ? "failed" : "succeeded");
  }

  /** Whether an execution of SQL that ends well goes without a report. */
  boolean isQuiet(long execution) {
    return detail.takeQuiet(execution);
  }

  int runningJobs() {
    return running.size();
  }

  /** What the end of the application has cut off. */
  List<Report> cutOff(Identity identity, long at) {
    List<Report> reports = new ArrayList<>();
    running.values().forEach(job -> reports.add(job.report(identity, "killed", at)));
    stages.values().forEach(stage -> reports.add(stage.report(identity, stage.info(), "killed")));
    return reports;
  }

  void report(Report report) {
    report
        .measure("jobs", ended)
        .measure("failedJobs", failed)
        .measure("runningJobs", running.size())
        .measure("stages", stagesEnded)
        .measure("failedStages", stagesFailed)
        .measure("runningStages", stages.size())
        .measureIfAny("notWatched", notWatched);
  }

  private static String key(int stage, int attempt) {
    return stage + "." + attempt;
  }
}
