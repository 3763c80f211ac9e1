package io.plimsoll.server.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.http.ProblemException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which wish for a job makes one, and of which one there is already. */
final class NewJobIT {
  private final JobScene scene = new JobScene();

  @AfterEach
  void close() {
    scene.close();
  }

  @Test
  void aNewerPushTakesThePlaceOfOneThatHasNotBegun() {
    JobId running = scene.create("delays");
    Assignment run = scene.claim(running);
    scene.clock.pass(Duration.ofMillis(5));
    JobId waiting = scene.create("delays");
    JobId other = scene.create("prices");
    JobId newest = scene.upload("1", null).job();
    assertThat(scene.find(waiting).state()).isEqualTo(JobState.SUPERSEDED);
    assertThat(scene.find(waiting).error())
        .isEqualTo("A newer push took the place of this one: job " + newest + ".");
    assertThat(scene.find(waiting).steps())
        .extracting(Job.Step::state)
        .containsOnly(StepState.SKIPPED);
    assertThat(scene.find(running).state()).isEqualTo(JobState.RUNNING);
    assertThat(scene.find(other).state()).isEqualTo(JobState.QUEUED);
    scene.runs.finish(run, new JobOutcome.Succeeded());
    assertThat(scene.tryClaim(waiting, 0)).isEmpty();
    assertThat(scene.tryClaim(newest, 0)).isPresent();
  }

  @Test
  void oneUploadSentTwiceIsOneJob() {
    NewJobStore.Opened first = scene.upload("1", null);
    assertThat(first.isNew()).isTrue();
    assertThat(scene.upload("1", null)).isEqualTo(new NewJobStore.Opened(first.job(), false));
    scene.claim(first.job());
    assertThat(scene.upload("1", null).job()).isEqualTo(first.job());
    assertThat(scene.upload("2", null).job()).isNotEqualTo(first.job());
    assertThat(scene.upload("1", null).job())
        .describedAs("the first files again, to be deployed after the second")
        .isNotEqualTo(first.job());
  }

  @Test
  void theSameFilesAreANewJobOnceTheFirstIsOver() {
    NewJobStore.Opened first = scene.upload("1", null);
    scene.runs.finish(scene.claim(first.job()), new JobOutcome.Succeeded());
    assertThat(scene.upload("1", null).isNew()).isTrue();
  }

  @Test
  void anIdempotencyKeyLeadsToItsJobEvenWhenItIsOver() {
    NewJobStore.Opened first = scene.upload("1", "request-1");
    scene.runs.finish(scene.claim(first.job()), new JobOutcome.Failed("model.pkl is missing"));
    assertThat(scene.upload("1", "request-1").job()).isEqualTo(first.job());
    assertThatThrownBy(() -> scene.upload("2", "request-1"))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("use a new key");
    Tenant other = scene.database.tenant("globex", "main");
    assertThat(
            scene
                .newJobs
                .createUnattended(other, JobScene.job(Door.UPLOAD, "delays", "2"), "request-1")
                .isNew())
        .isTrue();
  }

  @Test
  void triesAFailedJobAgainAsANewOneOfTheSameFiles() {
    JobId failed = scene.upload("1", null).job();
    Assignment run = scene.claim(failed);
    assertThatThrownBy(() -> scene.newJobs.retry(scene.acme, failed, "anna@example.org"))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("not over yet");
    scene.runs.finish(run, new JobOutcome.Failed("the index was away"));
    scene.clock.pass(Duration.ofMillis(5));
    JobId again = scene.newJobs.retry(scene.acme, failed, "anna@example.org").orElseThrow();
    assertThat(scene.find(again).retryOf()).isEqualTo(failed);
    assertThat(scene.find(again).createdBy()).isEqualTo("anna@example.org");
    assertThat(scene.find(again).steps()).hasSize(3);
    Assignment second = scene.claim(again);
    assertThat(second.source()).isEqualTo(run.source());
    scene.runs.finish(second, new JobOutcome.Succeeded());
    assertThatThrownBy(() -> scene.newJobs.retry(scene.acme, again, "anna@example.org"))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("it succeeded");
    Tenant other = scene.database.tenant("globex", "main");
    assertThat(scene.newJobs.retry(other, failed, "eve@example.org")).isEmpty();
  }
}
