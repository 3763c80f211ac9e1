package io.plimsoll.server.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a push of the real git brings about, and what it is refused for. */
@Timeout(120)
final class PushIT {
  private final PushScene scene;

  PushIT(@TempDir Path directory) throws IOException {
    this.scene = new PushScene(directory);
  }

  @AfterEach
  void close() {
    scene.close();
  }

  @Test
  void aGoodPushIsDeployedAndTheBranchMoves() throws Exception {
    WorkingCopy copy = scene.good("delays");
    WorkingCopy.Outcome push = copy.push("main");
    assertThat(push.text())
        .contains("remote: Deploying delays from main at " + copy.head().substring(0, 8))
        .contains("remote: fetch        the verdict is good")
        .contains("remote: Version 7 of delays is live")
        .contains("remote: http://plimsoll.example.org/v2/models/delays");
    assertThat(push.exit()).isZero();
    assertThat(copy.remote("refs/heads/main")).isEqualTo(copy.head());
    assertThat(scene.onlyJob().commitMessage()).isEqualTo("Add a model");
    assertThat(scene.onlyJob().createdBy()).isEqualTo("key:default");
  }

  @Test
  void aFailedJobRefusesThePushAndMovesNothing() throws Exception {
    WorkingCopy copy = scene.good("delays");
    copy.push("main");
    String before = copy.head();
    copy.write("verdict", "bad").commit("Break it");
    WorkingCopy.Outcome push = copy.push("main");
    assertThat(push.exit()).isNotZero();
    assertThat(push.text())
        .contains("remote: fetch        the verdict is bad")
        .contains("remote: the verdict must be good")
        .contains("remote: Nothing was changed.")
        .contains("! [remote rejected] main -> main (not deployed)");
    assertThat(copy.remote("refs/heads/main")).isEqualTo(before);
  }

  @Test
  void largePushesAreStreamed() throws Exception {
    byte[] large = new byte[5_000_000];
    new Random(7).nextBytes(large);
    WorkingCopy copy = scene.good("delays").write("model.bin", large).commit("Add weights");
    assertThat(copy.push("main").exit()).isZero();
    WorkingCopy clone = new WorkingCopy(scene.directory.resolve("clone"), scene.url("delays"));
    assertThat(clone.git("pull", "-q", scene.url("delays"), "main").exit()).isZero();
    assertThat(Files.readAllBytes(clone.directory().resolve("model.bin"))).isEqualTo(large);
  }

  @Test
  void anotherBranchGetsAPreviewAndATagIsStored() throws Exception {
    WorkingCopy copy = scene.good("delays");
    WorkingCopy.Outcome push = copy.push("HEAD:refs/heads/experiment", "HEAD:refs/tags/v1");
    assertThat(push.exit()).isZero();
    assertThat(push.text())
        .contains("The branch experiment gets a preview; push to main to deploy.")
        .contains("http://plimsoll.example.org/v2/models/delays/versions/preview-experiment");
    assertThat(scene.onlyJob().target()).isEqualTo("preview-experiment");
    assertThat(copy.remote("refs/tags/v1")).isEqualTo(copy.head());
    assertThat(copy.push("--delete", "experiment").exit()).isZero();
    assertThat(copy.remote("refs/heads/experiment")).isEmpty();
  }

  @Test
  void aBranchIsStoredEvenIfItsPreviewFails() throws Exception {
    WorkingCopy copy = scene.copy("copy", "delays", "bad");
    WorkingCopy.Outcome push = copy.push("HEAD:refs/heads/experiment");
    assertThat(push.text())
        .contains("the verdict must be good")
        .contains("The branch is stored; its preview is as it was.");
    assertThat(push.exit()).isZero();
    assertThat(copy.remote("refs/heads/experiment")).isEqualTo(copy.head());
  }

  @Test
  void theFirstOfMainAndMasterIsTheOneThatDeploys() throws Exception {
    WorkingCopy copy = scene.good("delays");
    assertThat(copy.push("HEAD:refs/heads/master").text()).contains("is live");
    copy.commit("Again");
    assertThat(copy.push("HEAD:refs/heads/main").text()).contains("push to master to deploy");
    assertThat(copy.push("HEAD:refs/heads/master").text()).contains("is live");
  }

  @Test
  void theDeployBranchCannotBeDeletedButRewritten() throws Exception {
    WorkingCopy copy = scene.good("delays");
    copy.push("main");
    assertThat(copy.push("--delete", "main").text()).contains("cannot be deleted");
    copy.git("commit", "-q", "--amend", "-m", "Rewritten");
    assertThat(copy.push("--force", "main").exit()).isZero();
    assertThat(copy.remote("refs/heads/main")).isEqualTo(copy.head());
  }

  @Test
  void linksSubmodulesAndPointersAreRefusedBeforeAJobIsMade() throws Exception {
    WorkingCopy copy = scene.good("delays");
    Files.createSymbolicLink(copy.directory().resolve("model.pkl"), Path.of("/etc/passwd"));
    copy.commit("Link");
    assertThat(copy.push("main").text()).contains("model.pkl is a symbolic link");
    Files.delete(copy.directory().resolve("model.pkl"));
    copy.write(
            "model.pkl", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12345\n")
        .commit("Point");
    assertThat(copy.push("main").text()).contains("model.pkl is a pointer of Git LFS");
    assertThat(scene.jobs.list(scene.acme, null, null, null, 10)).isEmpty();
    assertThat(copy.remote("refs/heads/main")).isEmpty();
  }
}
