package io.plimsoll.server.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.blobs.Digest;
import io.plimsoll.server.testing.TestDatabase;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class JobRunIT {
  private static final InstantSource CLOCK = InstantSource.system();

  private final TestDatabase database = TestDatabase.create();
  private final Tenant acme = database.tenant("acme", "main");
  private final JobStore jobs = new JobStore(database.database(), CLOCK);
  private final NewJobStore newJobs = new NewJobStore(database.database(), CLOCK);
  private final RunStore runs = new RunStore(database.database(), CLOCK);

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void writesStepsAndLog() throws Exception {
    Assignment job = claim();
    try (JobRun run = run(job, Duration.ofMinutes(1))) {
      run.step(
          "fetch",
          () -> {
            run.log("first\nsecond");
            run.conclude("2 lines");
            return true;
          });
      run.finish(new JobOutcome.Succeeded());
      assertThat(run.reports()).extracting(JobRun.StepReport::detail).containsExactly("2 lines");
    }
    assertThat(jobs.glance(acme, job.job(), 0, 10).orElseThrow().lines())
        .extracting(LogLine::text)
        .startsWith("first", "second", "2 lines")
        .hasSize(4);
    assertThat(find(job).state()).isEqualTo(JobState.SUCCEEDED);
  }

  @Test
  void showsLinesWhileAStepStillRuns() throws Exception {
    Assignment job = claim();
    try (JobRun run = run(job, Duration.ofMinutes(1))) {
      run.step(
          "fetch",
          () -> {
            run.log("working");
            while (jobs.glance(acme, job.job(), 0, 10).orElseThrow().lines().isEmpty()) {
              Thread.onSpinWait();
            }
            return true;
          });
    }
  }

  @Test
  void cancellationInterruptsWorkAndLeavesTheDatabaseUsable() throws Exception {
    Assignment job = claim();
    try (JobRun run = run(job, Duration.ofMinutes(1))) {
      assertThatThrownBy(
              () ->
                  run.step(
                      "fetch",
                      () -> {
                        jobs.requestCancel(acme, job.job(), "Cancelled by anna@example.org.");
                        return run.interruptibly(JobRunIT::waitForever);
                      }))
          .isInstanceOfSatisfying(
              StoppedException.class,
              stopped ->
                  assertThat(stopped.reason())
                      .isInstanceOf(StoppedException.Reason.Cancelled.class));
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
      assertThatThrownBy(() -> run.step("scan", () -> true)).isInstanceOf(StoppedException.class);
      run.finish(new JobOutcome.Cancelled("Cancelled."));
    }
    assertThat(find(job).state()).isEqualTo(JobState.CANCELLED);
    assertThat(find(job).error()).isEqualTo("Cancelled by anna@example.org.");
  }

  @Test
  void timeLimitInterruptsWork() throws Exception {
    Assignment job = claim();
    try (JobRun run = run(job, Duration.ofMillis(300))) {
      assertThatThrownBy(() -> run.step("fetch", () -> run.interruptibly(JobRunIT::waitForever)))
          .isInstanceOf(StoppedException.class)
          .hasMessageContaining("longer than 300 ms");
    }
  }

  @Test
  void failedStepKeepsItsReason() throws Exception {
    Assignment job = claim();
    try (JobRun run = run(job, Duration.ofMinutes(1))) {
      assertThatThrownBy(
              () ->
                  run.step(
                      "fetch",
                      () -> {
                        throw new StepFailedException("model.pkl is missing\0");
                      }))
          .isInstanceOf(StepFailedException.class);
    }
    Job.Step fetch = find(job).steps().getFirst();
    assertThat(fetch.state()).isEqualTo(StepState.FAILED);
    assertThat(fetch.detail()).isEqualTo("model.pkl is missing\uFFFD");
  }

  @Test
  void boundsTheLog() throws Exception {
    Assignment job = claim();
    try (JobRun run = run(job, Duration.ofMinutes(1))) {
      for (int i = 0; i < RunKeeper.MAX_LINES + 50; i++) {
        run.log("line " + i);
      }
      run.log("x".repeat(RunKeeper.MAX_LINE_LENGTH + 1));
      run.finish(new JobOutcome.Succeeded());
    }
    List<LogLine> last =
        jobs.glance(acme, job.job(), RunKeeper.MAX_LINES - 2, 10).orElseThrow().lines();
    assertThat(last).hasSize(2);
    assertThat(last.getLast().text()).startsWith("Further lines are dropped");
  }

  private static boolean waitForever() throws InterruptedException {
    return new CountDownLatch(1).await(1, TimeUnit.HOURS);
  }

  private JobRun run(Assignment job, Duration timeout) {
    return new JobRun(runs, job, "fetch", timeout, CLOCK);
  }

  private Assignment claim() {
    NewJob job =
        new NewJob(
            Door.GIT,
            "delays",
            "main",
            "0123456789abcdef",
            "Add a model",
            new Digest("0".repeat(64)),
            "key:default",
            "production",
            List.of("fetch", "scan"));
    JobId id = newJobs.createAwaited(acme, job, Duration.ofMinutes(5));
    return runs.claim(acme, new JobTicket(acme.project(), id, 0)).orElseThrow();
  }

  private Job find(Assignment job) {
    return jobs.find(acme, job.job()).orElseThrow();
  }
}
