package io.plimsoll.server.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.blobs.Digest;
import io.plimsoll.server.platform.http.ProblemException;
import io.plimsoll.server.testing.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class JobsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final SettableClock clock = new SettableClock();
  private final TestDatabase database = TestDatabase.create();
  private final Tenant acme = database.tenant("acme", "main");
  private final JobStore jobs = new JobStore(database.database(), clock);
  private final NewJobStore newJobs = new NewJobStore(database.database(), clock);
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
      made.add(create("delays-" + i));
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
    Assignment run = claim(first);
    clock.pass(Duration.ofMillis(5));
    JobId second = create("delays");
    JobId other = create("prices");
    assertThat(glance(second, 0).isFirstInLine()).isFalse();
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

  @Test
  void aNewerPushTakesThePlaceOfOneThatHasNotBegun() {
    JobId running = create("delays");
    Assignment run = claim(running);
    clock.pass(Duration.ofMillis(5));
    JobId waiting = create("delays");
    JobId other = create("prices");
    JobId newest = upload("1", null).job();
    assertThat(find(waiting).state()).isEqualTo(JobState.SUPERSEDED);
    assertThat(find(waiting).error())
        .isEqualTo("A newer push took the place of this one: job " + newest + ".");
    assertThat(find(waiting).steps()).extracting(Job.Step::state).containsOnly(StepState.SKIPPED);
    assertThat(find(running).state()).isEqualTo(JobState.RUNNING);
    assertThat(find(other).state()).isEqualTo(JobState.QUEUED);
    runs.finish(run, new JobOutcome.Succeeded());
    assertThat(tryClaim(waiting, 0)).isEmpty();
    assertThat(tryClaim(newest, 0)).isPresent();
  }

  @Test
  void oneUploadSentTwiceIsOneJob() {
    NewJobStore.Opened first = upload("1", null);
    assertThat(first.isNew()).isTrue();
    assertThat(upload("1", null)).isEqualTo(new NewJobStore.Opened(first.job(), false));
    claim(first.job());
    assertThat(upload("1", null).job()).isEqualTo(first.job());
    assertThat(upload("2", null).job()).isNotEqualTo(first.job());
    assertThat(upload("1", null).job())
        .describedAs("the first files again, to be deployed after the second")
        .isNotEqualTo(first.job());
  }

  @Test
  void theSameFilesAreANewJobOnceTheFirstIsOver() {
    NewJobStore.Opened first = upload("1", null);
    runs.finish(claim(first.job()), new JobOutcome.Succeeded());
    assertThat(upload("1", null).isNew()).isTrue();
  }

  @Test
  void anIdempotencyKeyLeadsToItsJobEvenWhenItIsOver() {
    NewJobStore.Opened first = upload("1", "request-1");
    runs.finish(claim(first.job()), new JobOutcome.Failed("model.pkl is missing"));
    assertThat(upload("1", "request-1").job()).isEqualTo(first.job());
    assertThatThrownBy(() -> upload("2", "request-1"))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("use a new key");
    Tenant other = database.tenant("globex", "main");
    assertThat(
            newJobs.createUnattended(other, job(Door.UPLOAD, "delays", "2"), "request-1").isNew())
        .isTrue();
  }

  @Test
  void anUnattendedJobWaitsForNobodyAndSurvivesItsProcess() {
    JobId job = upload("1", null).job();
    clock.pass(Duration.ofHours(1));
    assertThat(recovery.recover(acme)).isEmpty();
    assertThat(due()).containsExactly(job);
    claim(job);
    assertThat(due()).isEmpty();
    clock.pass(RunStore.LEASE.plusSeconds(1));
    assertThat(recovery.recover(acme)).isEmpty();
    assertThat(runs.due(acme)).containsExactly(new JobTicket(acme.project(), job, 1));
  }

  @Test
  void aJobThatIsPutOffWaitsForItsTime() {
    JobId job = upload("1", null).job();
    runs.putOff(claim(job), Duration.ofMinutes(1));
    assertThat(find(job).state()).isEqualTo(JobState.QUEUED);
    assertThat(find(job).notBefore()).isEqualTo(clock.instant().plus(Duration.ofMinutes(1)));
    assertThat(due()).isEmpty();
    assertThat(tryClaim(job, 1)).isEmpty();
    clock.pass(Duration.ofMinutes(1));
    assertThat(due()).containsExactly(job);
    assertThat(tryClaim(job, 1).orElseThrow().putOffs()).isEqualTo(1);
  }

  @Test
  void puttingOffIsNotTakenForACrash() {
    JobId job = upload("1", null).job();
    for (int attempt = 0; attempt < RecoveryStore.MAX_ATTEMPTS; attempt++) {
      runs.putOff(tryClaim(job, attempt).orElseThrow(), Duration.ofSeconds(1));
      clock.pass(Duration.ofSeconds(1));
    }
    assertThat(tryClaim(job, RecoveryStore.MAX_ATTEMPTS)).isPresent();
    clock.pass(RunStore.LEASE.plusSeconds(1));
    assertThat(recovery.recover(acme)).isEmpty();
    assertThat(find(job).state()).isEqualTo(JobState.QUEUED);
  }

  @Test
  void triesAFailedJobAgainAsANewOneOfTheSameFiles() {
    JobId failed = upload("1", null).job();
    Assignment run = claim(failed);
    assertThatThrownBy(() -> newJobs.retry(acme, failed, "anna@example.org"))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("not over yet");
    runs.finish(run, new JobOutcome.Failed("the index was away"));
    clock.pass(Duration.ofMillis(5));
    JobId again = newJobs.retry(acme, failed, "anna@example.org").orElseThrow();
    assertThat(find(again).retryOf()).isEqualTo(failed);
    assertThat(find(again).createdBy()).isEqualTo("anna@example.org");
    assertThat(find(again).steps()).hasSize(3);
    Assignment second = claim(again);
    assertThat(second.source()).isEqualTo(run.source());
    runs.finish(second, new JobOutcome.Succeeded());
    assertThatThrownBy(() -> newJobs.retry(acme, again, "anna@example.org"))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("it succeeded");
    Tenant other = database.tenant("globex", "main");
    assertThat(newJobs.retry(other, failed, "eve@example.org")).isEmpty();
  }

  @Test
  void writesTheWholeLogAsText() throws Exception {
    JobId job = create("delays");
    Assignment run = claim(job);
    runs.append(run, List.of(line("one"), line("two")));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new LogText(jobs, acme, job).writeTo(out);
    assertThat(out.toString(StandardCharsets.UTF_8).lines().toList())
        .containsExactly(
            clock.instant() + " fetch        one", clock.instant() + " fetch        two");
  }

  private JobId create(String model) {
    return newJobs.createAwaited(acme, job(Door.GIT, model, "0"), PATIENCE);
  }

  private NewJobStore.Opened upload(String digit, @Nullable String key) {
    clock.pass(Duration.ofMillis(5));
    return newJobs.createUnattended(acme, job(Door.UPLOAD, "delays", digit), key);
  }

  private static NewJob job(Door door, String model, String digit) {
    return new NewJob(
        door,
        model,
        "main",
        "0123456789abcdef",
        "Add a model",
        new Digest(digit.repeat(64)),
        "key:default",
        "production",
        List.of("fetch", "scan", "live"));
  }

  private List<JobId> due() {
    return runs.due(acme).stream().map(JobTicket::job).toList();
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
