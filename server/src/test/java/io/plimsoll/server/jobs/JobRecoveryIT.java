package io.plimsoll.server.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Jobs whose process, whose push or whose moment is gone. */
final class JobRecoveryIT {
  private final JobScene scene = new JobScene();

  @AfterEach
  void close() {
    scene.close();
  }

  @Test
  void tellsARunThatItsPushIsGone() {
    JobId job = scene.create("delays");
    Assignment run = scene.claim(job);
    scene.clock.pass(JobScene.PATIENCE.plusSeconds(1));
    assertThat(scene.runs.beat(run)).isEqualTo(Heartbeat.ABANDONED);
    scene.jobs.keepAwaiting(scene.acme, job, JobScene.PATIENCE);
    assertThat(scene.runs.beat(run)).isEqualTo(Heartbeat.CONTINUE);
  }

  @Test
  void startsAJobAgainWhoseProcessDiedWhileItsPushWaits() {
    JobId job = scene.create("delays");
    Assignment dead = scene.claim(job);
    scene.clock.pass(RunStore.LEASE.plusSeconds(1));
    scene.jobs.keepAwaiting(scene.acme, job, JobScene.PATIENCE);
    assertThat(scene.recovery.recover(scene.acme)).isEmpty();
    assertThat(scene.find(job).state()).isEqualTo(JobState.QUEUED);
    assertThat(scene.glance(job, 0).attempt()).isEqualTo(1);
    assertThat(scene.tryClaim(job, 0)).describedAs("the stale ticket").isEmpty();
    assertThat(scene.tryClaim(job, 1)).isPresent();
    assertThat(scene.runs.beat(dead)).isEqualTo(Heartbeat.LOST);
    assertThatThrownBy(() -> scene.runs.finish(dead, new JobOutcome.Succeeded()))
        .isInstanceOf(LostRunException.class);
    assertThatThrownBy(() -> scene.runs.append(dead, List.of(scene.line("too late"))))
        .isInstanceOf(LostRunException.class);
  }

  @Test
  void endsAJobWhoseProcessAndPushAreGone() {
    JobId job = scene.create("delays");
    scene.runs.assignVersion(scene.claim(job), 7);
    scene.clock.pass(JobScene.PATIENCE.plusSeconds(1));
    assertThat(scene.recovery.recover(scene.acme))
        .containsExactly(new RecoveryStore.Ended(job, "delays", 7));
    assertThat(scene.find(job).state()).isEqualTo(JobState.FAILED);
    assertThat(scene.find(job).error()).contains("push again");
  }

  @Test
  void endsAJobThatWasToStartAgainWhenItsPushIsGoneToo() {
    JobId job = scene.create("delays");
    scene.runs.assignVersion(scene.claim(job), 7);
    scene.clock.pass(RunStore.LEASE.plusSeconds(1));
    assertThat(scene.recovery.recover(scene.acme)).isEmpty();
    scene.clock.pass(JobScene.PATIENCE);
    assertThat(scene.recovery.recover(scene.acme))
        .containsExactly(new RecoveryStore.Ended(job, "delays", 7));
    assertThat(scene.find(job).state()).isEqualTo(JobState.CANCELLED);
  }

  @Test
  void givesUpOnAJobThatKeepsKillingItsProcess() {
    JobId job = scene.create("delays");
    for (int attempt = 0; attempt < RecoveryStore.MAX_ATTEMPTS; attempt++) {
      assertThat(scene.tryClaim(job, attempt)).isPresent();
      scene.clock.pass(RunStore.LEASE.plusSeconds(1));
      scene.jobs.keepAwaiting(scene.acme, job, JobScene.PATIENCE);
      scene.recovery.recover(scene.acme);
    }
    assertThat(scene.find(job).state()).isEqualTo(JobState.FAILED);
    assertThat(scene.find(job).error()).contains("3 times");
  }

  @Test
  void leavesARunAloneThatIsAlive() {
    JobId job = scene.create("delays");
    Assignment run = scene.claim(job);
    for (int i = 0; i < 10; i++) {
      scene.clock.pass(Duration.ofSeconds(10));
      scene.jobs.keepAwaiting(scene.acme, job, JobScene.PATIENCE);
      assertThat(scene.runs.beat(run)).isEqualTo(Heartbeat.CONTINUE);
      assertThat(scene.recovery.recover(scene.acme)).isEmpty();
    }
    assertThat(scene.find(job).state()).isEqualTo(JobState.RUNNING);
  }

  @Test
  void endsAQueuedJobThatNobodyWaitsFor() {
    JobId job = scene.create("delays");
    scene.clock.pass(JobScene.PATIENCE.plusSeconds(1));
    scene.recovery.recover(scene.acme);
    assertThat(scene.find(job).state()).isEqualTo(JobState.CANCELLED);
    assertThat(scene.find(job).error()).contains("is gone");
  }

  @Test
  void anUnattendedJobWaitsForNobodyAndSurvivesItsProcess() {
    JobId job = scene.upload("1", null).job();
    scene.clock.pass(Duration.ofHours(1));
    assertThat(scene.recovery.recover(scene.acme)).isEmpty();
    assertThat(scene.due()).containsExactly(job);
    scene.claim(job);
    assertThat(scene.due()).isEmpty();
    scene.clock.pass(RunStore.LEASE.plusSeconds(1));
    assertThat(scene.recovery.recover(scene.acme)).isEmpty();
    assertThat(scene.runs.due(scene.acme))
        .containsExactly(new JobTicket(scene.acme.project(), job, 1));
  }

  @Test
  void aJobThatIsPutOffWaitsForItsTime() {
    JobId job = scene.upload("1", null).job();
    scene.runs.putOff(scene.claim(job), Duration.ofMinutes(1));
    assertThat(scene.find(job).state()).isEqualTo(JobState.QUEUED);
    assertThat(scene.find(job).notBefore())
        .isEqualTo(scene.clock.instant().plus(Duration.ofMinutes(1)));
    assertThat(scene.due()).isEmpty();
    assertThat(scene.tryClaim(job, 1)).isEmpty();
    scene.clock.pass(Duration.ofMinutes(1));
    assertThat(scene.due()).containsExactly(job);
    assertThat(scene.tryClaim(job, 1).orElseThrow().putOffs()).isEqualTo(1);
  }

  @Test
  void puttingOffIsNotTakenForACrash() {
    JobId job = scene.upload("1", null).job();
    for (int attempt = 0; attempt < RecoveryStore.MAX_ATTEMPTS; attempt++) {
      scene.runs.putOff(scene.tryClaim(job, attempt).orElseThrow(), Duration.ofSeconds(1));
      scene.clock.pass(Duration.ofSeconds(1));
    }
    assertThat(scene.tryClaim(job, RecoveryStore.MAX_ATTEMPTS)).isPresent();
    scene.clock.pass(RunStore.LEASE.plusSeconds(1));
    assertThat(scene.recovery.recover(scene.acme)).isEmpty();
    assertThat(scene.find(job).state()).isEqualTo(JobState.QUEUED);
  }
}
