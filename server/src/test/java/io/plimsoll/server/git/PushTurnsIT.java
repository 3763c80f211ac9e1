package io.plimsoll.server.git;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.server.jobs.JobState;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Pushes of the real git that wait: for their job, for each other, and in vain. */
@Timeout(120)
final class PushTurnsIT {
  private final PushScene scene;

  PushTurnsIT(@TempDir Path directory) throws IOException {
    this.scene = new PushScene(directory);
  }

  @AfterEach
  void close() {
    scene.close();
  }

  @Test
  void linesAppearWhileTheJobStillRuns() throws Exception {
    WorkingCopy copy = scene.copy("slow", "slow", "wait");
    Process push = copy.start("push", scene.url("slow"), "main");
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(push.getInputStream(), StandardCharsets.UTF_8))) {
      String line = "";
      while (line != null && !line.contains("the verdict is wait")) {
        line = lines.readLine();
      }
      assertThat(line).isNotNull();
      assertThat(scene.onlyJob().state()).isEqualTo(JobState.RUNNING);
      scene.gate.countDown();
      assertThat(lines.lines().toList()).anyMatch(each -> each.contains("is live"));
    }
    assertThat(push.waitFor()).isZero();
  }

  @Test
  void pushesAtOnceTakeTurnsAndTheLaterOneHasToPull() throws Exception {
    WorkingCopy first = scene.copy("first", "delays", "wait");
    WorkingCopy second = scene.good("delays");
    Process push = first.start("push", scene.url("delays"), "main");
    scene.await(JobState.RUNNING);
    Future<WorkingCopy.Outcome> later = scene.builders.submit(() -> second.push("main"));
    scene.await(JobState.QUEUED);
    scene.gate.countDown();
    assertThat(later.get(60, TimeUnit.SECONDS).text())
        .contains("this one is next in line")
        .contains("Another push moved the branch");
    assertThat(push.waitFor()).isZero();
    assertThat(first.remote("refs/heads/main")).isEqualTo(first.head());
  }

  @Test
  void aNewerPushTakesThePlaceOfOneThatWaits() throws Exception {
    WorkingCopy first = scene.copy("first", "delays", "wait");
    Process push = first.start("push", scene.url("delays"), "main");
    scene.await(JobState.RUNNING);
    WorkingCopy second = scene.good("delays");
    Future<WorkingCopy.Outcome> waiting = scene.builders.submit(() -> second.push("main"));
    scene.await(JobState.QUEUED);
    WorkingCopy third =
        new WorkingCopy(scene.directory.resolve("third"), scene.url("delays"))
            .write("verdict", "good")
            .commit("The newest");
    Future<WorkingCopy.Outcome> newest = scene.builders.submit(() -> third.push("main"));
    assertThat(waiting.get(60, TimeUnit.SECONDS).text())
        .contains("A newer push took the place of this one: job ");
    assertThat(scene.jobs.list(scene.acme, null, JobState.SUPERSEDED, null, 9)).hasSize(1);
    scene.gate.countDown();
    assertThat(newest.get(60, TimeUnit.SECONDS).text()).contains("Another push moved the branch");
    assertThat(push.waitFor()).isZero();
  }

  @Test
  void aPusherWhoLeavesCancelsTheJob() throws Exception {
    WorkingCopy copy = scene.copy("left", "left", "wait");
    Process push = copy.start("push", scene.url("left"), "main");
    scene.await(JobState.RUNNING);
    push.descendants().forEach(ProcessHandle::destroyForcibly);
    push.destroyForcibly().waitFor();
    PushScene.await(() -> scene.onlyJob().state() == JobState.CANCELLED);
    assertThat(scene.onlyJob().error()).isEqualTo("Cancelled: the push was interrupted.");
    assertThat(copy.remote("refs/heads/main")).isEmpty();
  }
}
