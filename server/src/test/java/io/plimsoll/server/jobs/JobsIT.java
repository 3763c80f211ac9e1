package io.plimsoll.server.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.blobs.Digest;
import io.plimsoll.server.testing.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class JobsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final SettableClock clock = new SettableClock();
  private final TestDatabase database = TestDatabase.create();
  private final Tenant acme = database.tenant("acme", "main");
  private final JobStore jobs = new JobStore(database.database(), clock);
  private final RunStore runs = new RunStore(database.database(), clock);
  private final RecoveryStore recovery = new RecoveryStore(database.database(), clock);

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void anotherTenantSeesNothing() {
    Tenant other = database.tenant("globex", "main");
    JobId job = create("delays");
    assertThat(jobs.find(other, job)).isEmpty();
    assertThat(jobs.list(other, null, null, null, 10)).isEmpty();
    assertThat(jobs.glance(other, job, 0, 10)).isEmpty();
    assertThat(jobs.requestCancel(other, job, "Cancelled.")).isEmpty();
    assertThat(runs.claim(other, new JobTicket(other.project(), job, 0))).isEmpty();
    assertThat(find(job).state()).isEqualTo(JobState.QUEUED);
  }

  @Test
  void listsTheNewestFirstPageByPage() {
    List<JobId> made = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      clock.pass(Duration.ofMillis(5));
      made.add(create("delays"));
    }
    List<Job> first = jobs.list(acme, null, null, null, 3);
    List<Job> second = jobs.list(acme, null, null, first.getLast().id().value(), 3);
    assertThat(first).extracting(Job::id).containsExactly(made.get(4), made.get(3), made.get(2));
    assertThat(second).extracting(Job::id).containsExactly(made.get(1), made.get(0));
  }

  @Test
  void listsByModelAndState() {
    JobId delays = create("delays");
    create("prices");
    claim(delays);
    assertThat(jobs.list(acme, "delays", JobState.RUNNING, null, 10))
        .extracting(Job::id)
        .containsExactly(delays);
    assertThat(jobs.list(acme, "prices", JobState.RUNNING, null, 10)).isEmpty();
  }

  @Test
  void showsStepsAsTheyBeginAndEnd() {
    JobId job = create("delays");
    Assignment run = claim(job);
    runs.startStep(run, "fetch");
    clock.pass(Duration.ofMillis(120));
    runs.finishStep(run, "fetch", StepState.SUCCEEDED, "3 files");
    runs.startStep(run, "scan");
    Job.Step fetch = find(job).steps().get(0);
    assertThat(fetch.state()).isEqualTo(StepState.SUCCEEDED);
    assertThat(fetch.durationMs()).isEqualTo(120);
    assertThat(fetch.detail()).isEqualTo("3 files");
    assertThat(find(job).steps())
        .extracting(Job.Step::state)
        .containsExactly(StepState.SUCCEEDED, StepState.RUNNING, StepState.WAITING);
  }

  @Test
  void failureEndsTheRunningStepAndSkipsTheRest() {
    JobId job = create("delays");
    Assignment run = claim(job);
    runs.startStep(run, "fetch");
    runs.finish(run, new JobOutcome.Failed("model.pkl is missing"));
    Job ended = find(job);
    assertThat(ended.state()).isEqualTo(JobState.FAILED);
    assertThat(ended.error()).isEqualTo("model.pkl is missing");
    assertThat(ended.steps())
        .extracting(Job.Step::state)
        .containsExactly(StepState.FAILED, StepState.SKIPPED, StepState.SKIPPED);
  }

  @Test
  void numbersLinesInTheirOrderAcrossBatches() {
    JobId job = create("delays");
    Assignment run = claim(job);
    runs.append(run, List.of(line("a"), line("b")));
    runs.append(run, List.of(line("c\0d")));
    assertThat(glance(job, 0).lines()).extracting(LogLine::n).containsExactly(1, 2, 3);
    assertThat(glance(job, 1).lines()).extracting(LogLine::text).containsExactly("b", "c\uFFFDd");
  }

  @Test
  void jobsOfOneModelTakeTurns() {
    JobId first = create("delays");
    clock.pass(Duration.ofMillis(5));
    JobId second = create("delays");
    JobId other = create("prices");
    assertThat(glance(second, 0).isFirstInLine()).isFalse();
    assertThat(tryClaim(second, 0)).isEmpty();
    Assignment run = claim(first);
    assertThat(tryClaim(second, 0)).isEmpty();
    assertThat(tryClaim(other, 0)).isPresent();
    runs.finish(run, new JobOutcome.Succeeded());
    assertThat(glance(second, 0).isFirstInLine()).isTrue();
    assertThat(tryClaim(second, 0)).isPresent();
  }

  @Test
  void oneTicketIsClaimedOnce() {
    JobId job = create("delays");
    claim(job);
    assertThat(tryClaim(job, 0)).isEmpty();
    assertThat(tryClaim(job, 1)).isEmpty();
  }

  @Test
  void cancelsAQueuedJobAtOnce() {
    JobId job = create("delays");
    jobs.requestCancel(acme, job, "Cancelled by anna@example.org.");
    Job cancelled = find(job);
    assertThat(cancelled.state()).isEqualTo(JobState.CANCELLED);
    assertThat(cancelled.error()).isEqualTo("Cancelled by anna@example.org.");
    assertThat(cancelled.steps()).extracting(Job.Step::state).containsOnly(StepState.SKIPPED);
    assertThat(tryClaim(job, 0)).isEmpty();
  }

  @Test
  void tellsARunningJobThatItIsCancelled() {
    JobId job = create("delays");
    Assignment run = claim(job);
    assertThat(runs.beat(run)).isEqualTo(Heartbeat.CONTINUE);
    jobs.requestCancel(acme, job, "Cancelled by anna@example.org.");
    assertThat(runs.beat(run)).isEqualTo(Heartbeat.CANCEL_REQUESTED);
    runs.finish(run, new JobOutcome.Cancelled("Cancelled."));
    assertThat(find(job).error()).isEqualTo("Cancelled by anna@example.org.");
  }

  @Test
  void cancellingAJobThatIsOverChangesNothing() {
    JobId job = create("delays");
    runs.finish(claim(job), new JobOutcome.Succeeded());
    jobs.requestCancel(acme, job, "Cancelled.");
    assertThat(find(job).state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(find(job).error()).isNull();
  }

  @Test
  void tellsARunThatItsPushIsGone() {
    JobId job = create("delays");
    Assignment run = claim(job);
    clock.pass(PATIENCE.plusSeconds(1));
    assertThat(runs.beat(run)).isEqualTo(Heartbeat.ABANDONED);
    jobs.keepAwaiting(acme, job, PATIENCE);
    assertThat(runs.beat(run)).isEqualTo(Heartbeat.CONTINUE);
  }

  @Test
  void startsAJobAgainWhoseProcessDiedWhileItsPushWaits() {
    JobId job = create("delays");
    Assignment dead = claim(job);
    clock.pass(RunStore.LEASE.plusSeconds(1));
    jobs.keepAwaiting(acme, job, PATIENCE);
    assertThat(recovery.recover(acme)).isEmpty();
    assertThat(find(job).state()).isEqualTo(JobState.QUEUED);
    assertThat(glance(job, 0).attempt()).isEqualTo(1);
    assertThat(tryClaim(job, 0)).describedAs("the stale ticket").isEmpty();
    assertThat(tryClaim(job, 1)).isPresent();
    assertThat(runs.beat(dead)).isEqualTo(Heartbeat.LOST);
    assertThatThrownBy(() -> runs.finish(dead, new JobOutcome.Succeeded()))
        .isInstanceOf(LostRunException.class);
    assertThatThrownBy(() -> runs.append(dead, List.of(line("too late"))))
        .isInstanceOf(LostRunException.class);
  }

  @Test
  void endsAJobWhoseProcessAndPushAreGone() {
    JobId job = create("delays");
    runs.assignVersion(claim(job), 7);
    clock.pass(PATIENCE.plusSeconds(1));
    assertThat(recovery.recover(acme)).containsExactly(new RecoveryStore.Ended(job, "delays", 7));
    assertThat(find(job).state()).isEqualTo(JobState.FAILED);
    assertThat(find(job).error()).contains("push again");
  }

  @Test
  void endsAJobThatWasToStartAgainWhenItsPushIsGoneToo() {
    JobId job = create("delays");
    runs.assignVersion(claim(job), 7);
    clock.pass(RunStore.LEASE.plusSeconds(1));
    assertThat(recovery.recover(acme)).isEmpty();
    clock.pass(PATIENCE);
    assertThat(recovery.recover(acme)).containsExactly(new RecoveryStore.Ended(job, "delays", 7));
    assertThat(find(job).state()).isEqualTo(JobState.CANCELLED);
  }

  @Test
  void givesUpOnAJobThatKeepsKillingItsProcess() {
    JobId job = create("delays");
    for (int attempt = 0; attempt < RecoveryStore.MAX_ATTEMPTS; attempt++) {
      assertThat(tryClaim(job, attempt)).isPresent();
      clock.pass(RunStore.LEASE.plusSeconds(1));
      jobs.keepAwaiting(acme, job, PATIENCE);
      recovery.recover(acme);
    }
    assertThat(find(job).state()).isEqualTo(JobState.FAILED);
    assertThat(find(job).error()).contains("3 times");
  }

  @Test
  void leavesARunAloneThatIsAlive() {
    JobId job = create("delays");
    Assignment run = claim(job);
    for (int i = 0; i < 10; i++) {
      clock.pass(Duration.ofSeconds(10));
      jobs.keepAwaiting(acme, job, PATIENCE);
      assertThat(runs.beat(run)).isEqualTo(Heartbeat.CONTINUE);
      assertThat(recovery.recover(acme)).isEmpty();
    }
    assertThat(find(job).state()).isEqualTo(JobState.RUNNING);
  }

  @Test
  void endsAQueuedJobThatNobodyWaitsFor() {
    JobId job = create("delays");
    clock.pass(PATIENCE.plusSeconds(1));
    recovery.recover(acme);
    assertThat(find(job).state()).isEqualTo(JobState.CANCELLED);
    assertThat(find(job).error()).contains("is gone");
  }

  private JobId create(String model) {
    NewJob job =
        new NewJob(
            model,
            "main",
            "0123456789abcdef",
            "Add a model",
            new Digest("0".repeat(64)),
            "key:default",
            List.of("fetch", "scan", "live"));
    return jobs.create(acme, job, PATIENCE);
  }

  private Assignment claim(JobId job) {
    return tryClaim(job, 0).orElseThrow();
  }

  private Optional<Assignment> tryClaim(JobId job, int attempt) {
    return runs.claim(acme, new JobTicket(acme.project(), job, attempt));
  }

  private Job find(JobId job) {
    return jobs.find(acme, job).orElseThrow();
  }

  private JobGlance glance(JobId job, int after) {
    return jobs.glance(acme, job, after, 100).orElseThrow();
  }

  private RunStore.PendingLine line(String text) {
    return new RunStore.PendingLine(clock.instant(), "fetch", text);
  }
}
