package io.plimsoll.spark;

import io.plimsoll.client.PlimsollClient;
import io.plimsoll.client.Statistics;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.spark.scheduler.SparkListenerApplicationEnd;
import org.apache.spark.scheduler.SparkListenerApplicationStart;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is known of the application, and the reports that are made of it. Callbacks and
 * the worker share it under one lock, which is held for memory only.
 */
final class Recorder {
  private static final int UNREACHABLE_CLOSE_MS = 500;

  /** Executors are many and change slowly: they are reported with each tenth beat. */
  private static final int BEATS_PER_EXECUTORS = 10;

  private final Configuration configuration;
  private final PlimsollClient client;
  private final TimeBudget budget = new TimeBudget(System::nanoTime);
  private final Worker worker;

  private final Executors executors;
  private final Jobs jobs = new Jobs();
  private final Queries queries = new Queries();
  private final Streams streams;
  private final FinalStatus status = new FinalStatus();
  private final TaskSums sums = new TaskSums();
  private Identity identity;
  private long startedAt = System.currentTimeMillis();
  private @Nullable String user;
  private int beats;
  private boolean isEnded;

  Recorder(Configuration configuration, PlimsollClient client, Identity identity) {
    this.configuration = configuration;
    this.client = client;
    this.identity = identity;
    this.executors = new Executors(configuration.executorHeapBytes());
    this.streams = new Streams(configuration.progressMillis());
    this.worker = new Worker(this::beat, configuration.heartbeatMillis());
  }

  void begin() {
    worker.start();
  }

  TimeBudget budget() {
    return budget;
  }

  synchronized void applicationStarted(SparkListenerApplicationStart start) {
    Object id = Reflection.option(start.appId());
    Object attempt = Reflection.option(start.appAttemptId());
    identity =
        new Identity(
            start.appName(),
            id == null ? identity.id() : id.toString(),
            attempt == null ? null : attempt.toString());
    startedAt = start.time();
    user = start.sparkUser();
    send(application("running", 0));
  }

  /** Makes the last reports and waits for them to be sent, within the time that is set for it. */
  void applicationEnded(SparkListenerApplicationEnd end) {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(configuration.closeMillis());
    Object exitCode = Reflection.option(Reflection.call(end, "exitCode"));
    synchronized (this) {
      if (isEnded) {
        return;
      }
      isEnded = true;
      jobs.cutOff(identity, end.time()).forEach(this::send);
      executors.ended(identity, end.time()).forEach(this::send);
      streams.cutOff(identity, end.time()).forEach(this::send);
    }
    worker.end(configuration.closeMillis() / 2);
    synchronized (this) {
      Integer code = exitCode instanceof Integer ? (Integer) exitCode : null;
      Report report = application(status.text(jobs.runningJobs(), code), end.time());
      FinalStatus.Failure failure = status.failure();
      if (failure != null) {
        report.failure(failure.kind(), failure.message());
      } else if (code != null && code > 0) {
        report.failure("ExitCode", "the application ended with exit code " + code);
      }
      send(report);
    }
    close(deadline);
  }

  private void close(long deadline) {
    long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
    Statistics before = client.statistics();
    boolean wasNeverReached = before.accepted() == 0 && before.retries() > 0;
    long wait = wasNeverReached ? Math.min(left, UNREACHABLE_CLOSE_MS) : left;
    client.close(Duration.ofMillis(Math.max(1, wait)));
    Statistics after = client.statistics();
    if (after.lost() > 0) {
      Log.warn("Plimsoll did not get all reports of this application: " + after);
    }
  }

  synchronized void change(Change change) {
    if (!isEnded) {
      change.make();
    }
  }

  /** A change of what is known, made under the lock. */
  interface Change {
    void make();
  }

  /** Sends a report, if there is one; never waits. */
  void send(@Nullable Report report) {
    if (report != null) {
      client.log(report.draft());
    }
  }

  void sendAll(List<Report> reports) {
    reports.forEach(this::send);
  }

  void taskEnded(SparkListenerTaskEnd end) {
    if (end.taskInfo() == null) {
      return;
    }
    boolean isDetailed = !budget.isSpent();
    jobs.taskEnded(end, isDetailed);
    executors.taskEnded(end.taskInfo(), end.taskMetrics(), end.taskExecutorMetrics());
    if (end.taskInfo().successful()) {
      sums.succeeded(end.taskInfo().duration());
    } else {
      sums.failed(end.taskInfo().killed(), end.taskInfo().duration());
    }
    sums.add(end.taskMetrics());
  }

  void jobEnded(SparkListenerJobEnd end) {
    if (!jobs.isOfExecution(end.jobId())) {
      status.actionEnded(Jobs.failure(end));
    }
    send(jobs.ended(identity, end));
  }

  Identity identity() {
    return identity;
  }

  Executors executors() {
    return executors;
  }

  Jobs jobs() {
    return jobs;
  }

  Queries queries() {
    return queries;
  }

  Streams streams() {
    return streams;
  }

  FinalStatus status() {
    return status;
  }

  Worker worker() {
    return worker;
  }

  /** What the worker does from time to time, so that the server can tell a dead application. */
  private void beat() {
    long begun = budget.now();
    long now = System.currentTimeMillis();
    change(
        () -> {
          send(application("running", 0));
          if (++beats % BEATS_PER_EXECUTORS == 0) {
            sendAll(executors.changed(identity, now));
          }
          sendAll(streams.beat(identity, now));
        });
    budget.note(begun);
  }

  private Report application(String how, long end) {
    long until = end > 0 ? end : System.currentTimeMillis();
    Report report =
        new Report(identity, "application", identity.id(), how)
            .between(startedAt, end)
            .detail("user", user)
            .detail("sparkVersion", org.apache.spark.package$.MODULE$.SPARK_VERSION())
            .detail("scalaVersion", scala.util.Properties.versionNumberString())
            .detail("javaVersion", System.getProperty("java.version"))
            .measure("executors", executors.size())
            .measure("coreMs", executors.coreMs(until))
            .measure("heartbeatMs", configuration.heartbeatMillis())
            .measure("listenerMs", budget.usedMillis())
            .measure("lostReports", client.statistics().lost());
    configuration.reported().forEach(report::detail);
    sums.report(report);
    jobs.report(report);
    queries.report(report);
    return report;
  }
}
