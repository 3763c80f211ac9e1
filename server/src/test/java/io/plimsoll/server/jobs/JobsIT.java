package io.plimsoll.server.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.server.identity.Tenant;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is kept and shown of jobs, their turns, their steps and their end. */
final class JobsIT {
  private final JobScene scene = new JobScene();

  @AfterEach
  void close() {
    scene.close();
  }

  @Test
  void anotherTenantSeesNothing() {
    Tenant other = scene.database.tenant("globex", "main");
    JobId job = scene.create("delays");
    assertThat(scene.jobs.find(other, job)).isEmpty();
    assertThat(scene.jobs.list(other, null, null, null, 10)).isEmpty();
    assertThat(scene.jobs.glance(other, job, 0, 10)).isEmpty();
    assertThat(scene.jobs.requestCancel(other, job, "Cancelled.")).isEmpty();
    assertThat(scene.runs.claim(other, new JobTicket(other.project(), job, 0))).isEmpty();
    assertThat(scene.find(job).state()).isEqualTo(JobState.QUEUED);
  }

  @Test
  void listsTheNewestFirstPageByPage() {
    List<JobId> made = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      scene.clock.pass(Duration.ofMillis(5));
      made.add(scene.create("delays-" + i));
    }
    List<Job> first = scene.jobs.list(scene.acme, null, null, null, 3);
    List<Job> second = scene.jobs.list(scene.acme, null, null, first.getLast().id().value(), 3);
    assertThat(first).extracting(Job::id).containsExactly(made.get(4), made.get(3), made.get(2));
    assertThat(second).extracting(Job::id).containsExactly(made.get(1), made.get(0));
  }

  @Test
  void listsByModelAndState() {
    JobId delays = scene.create("delays");
    scene.create("prices");
    scene.claim(delays);
    assertThat(scene.jobs.list(scene.acme, "delays", JobState.RUNNING, null, 10))
        .extracting(Job::id)
        .containsExactly(delays);
    assertThat(scene.jobs.list(scene.acme, "prices", JobState.RUNNING, null, 10)).isEmpty();
  }

  @Test
  void showsStepsAsTheyBeginAndEnd() {
    JobId job = scene.create("delays");
    Assignment run = scene.claim(job);
    scene.runs.startStep(run, "fetch");
    scene.clock.pass(Duration.ofMillis(120));
    scene.runs.finishStep(run, "fetch", StepState.SUCCEEDED, "3 files");
    scene.runs.startStep(run, "scan");
    Job.Step fetch = scene.find(job).steps().get(0);
    assertThat(fetch.state()).isEqualTo(StepState.SUCCEEDED);
    assertThat(fetch.durationMs()).isEqualTo(120);
    assertThat(fetch.detail()).isEqualTo("3 files");
    assertThat(scene.find(job).steps())
        .extracting(Job.Step::state)
        .containsExactly(StepState.SUCCEEDED, StepState.RUNNING, StepState.WAITING);
  }

  @Test
  void failureEndsTheRunningStepAndSkipsTheRest() {
    JobId job = scene.create("delays");
    Assignment run = scene.claim(job);
    scene.runs.startStep(run, "fetch");
    scene.runs.finish(run, new JobOutcome.Failed("model.pkl is missing"));
    Job ended = scene.find(job);
    assertThat(ended.state()).isEqualTo(JobState.FAILED);
    assertThat(ended.error()).isEqualTo("model.pkl is missing");
    assertThat(ended.steps())
        .extracting(Job.Step::state)
        .containsExactly(StepState.FAILED, StepState.SKIPPED, StepState.SKIPPED);
  }

  @Test
  void numbersLinesInTheirOrderAcrossBatches() {
    JobId job = scene.create("delays");
    Assignment run = scene.claim(job);
    scene.runs.append(run, List.of(scene.line("a"), scene.line("b")));
    scene.runs.append(run, List.of(scene.line("c\0d")));
    assertThat(scene.glance(job, 0).lines()).extracting(LogLine::n).containsExactly(1, 2, 3);
    assertThat(scene.glance(job, 1).lines())
        .extracting(LogLine::text)
        .containsExactly("b", "c\uFFFDd");
  }

  @Test
  void jobsOfOneModelTakeTurns() {
    JobId first = scene.create("delays");
    Assignment run = scene.claim(first);
    scene.clock.pass(Duration.ofMillis(5));
    JobId second = scene.create("delays");
    JobId other = scene.create("prices");
    assertThat(scene.glance(second, 0).isFirstInLine()).isFalse();
    assertThat(scene.tryClaim(second, 0)).isEmpty();
    assertThat(scene.tryClaim(other, 0)).isPresent();
    scene.runs.finish(run, new JobOutcome.Succeeded());
    assertThat(scene.glance(second, 0).isFirstInLine()).isTrue();
    assertThat(scene.tryClaim(second, 0)).isPresent();
  }

  @Test
  void oneTicketIsClaimedOnce() {
    JobId job = scene.create("delays");
    scene.claim(job);
    assertThat(scene.tryClaim(job, 0)).isEmpty();
    assertThat(scene.tryClaim(job, 1)).isEmpty();
  }

  @Test
  void cancelsAQueuedJobAtOnce() {
    JobId job = scene.create("delays");
    scene.jobs.requestCancel(scene.acme, job, "Cancelled by anna@example.org.");
    Job cancelled = scene.find(job);
    assertThat(cancelled.state()).isEqualTo(JobState.CANCELLED);
    assertThat(cancelled.error()).isEqualTo("Cancelled by anna@example.org.");
    assertThat(cancelled.steps()).extracting(Job.Step::state).containsOnly(StepState.SKIPPED);
    assertThat(scene.tryClaim(job, 0)).isEmpty();
  }

  @Test
  void tellsARunningJobThatItIsCancelled() {
    JobId job = scene.create("delays");
    Assignment run = scene.claim(job);
    assertThat(scene.runs.beat(run)).isEqualTo(Heartbeat.CONTINUE);
    scene.jobs.requestCancel(scene.acme, job, "Cancelled by anna@example.org.");
    assertThat(scene.runs.beat(run)).isEqualTo(Heartbeat.CANCEL_REQUESTED);
    scene.runs.finish(run, new JobOutcome.Cancelled("Cancelled."));
    assertThat(scene.find(job).error()).isEqualTo("Cancelled by anna@example.org.");
  }

  @Test
  void cancellingAJobThatIsOverChangesNothing() {
    JobId job = scene.create("delays");
    scene.runs.finish(scene.claim(job), new JobOutcome.Succeeded());
    scene.jobs.requestCancel(scene.acme, job, "Cancelled.");
    assertThat(scene.find(job).state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(scene.find(job).error()).isNull();
  }

  @Test
  void writesTheWholeLogAsText() throws Exception {
    JobId job = scene.create("delays");
    Assignment run = scene.claim(job);
    scene.runs.append(run, List.of(scene.line("one"), scene.line("two")));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new LogText(scene.jobs, scene.acme, job).writeTo(out);
    assertThat(out.toString(StandardCharsets.UTF_8).lines().toList())
        .containsExactly(
            scene.clock.instant() + " fetch        one",
            scene.clock.instant() + " fetch        two");
  }
}
