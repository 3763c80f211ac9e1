package io.plimsoll.server.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.server.jobs.Job;
import io.plimsoll.server.jobs.JobId;
import io.plimsoll.server.jobs.JobState;
import io.plimsoll.server.jobs.StepState;
import io.plimsoll.server.registry.BaselineStore;
import io.plimsoll.server.registry.Engine;
import io.plimsoll.server.registry.ServedVersion;
import io.plimsoll.server.registry.Version;
import io.plimsoll.server.registry.VersionState;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Deploy jobs with real models; a thread plays the part of a serving process. */
@Timeout(180)
final class DeployIT {
  private static final String TEST_DATA =
      "[{\"temp\": 39.2, \"wind\": 4.0, \"rain\": 0.0}, {\"temp\": -2.5, \"wind\": 9.1, \"rain\": 1.5}]";

  private final DeployScene scene;

  DeployIT(@TempDir Path directory) {
    this.scene = DeployScene.in(directory);
  }

  @AfterEach
  void close() {
    scene.close();
  }

  @Test
  void deploysAnOnnxModelWithItsBaseline() throws Exception {
    Job job = scene.deploy(onnx());
    assertThat(job.error()).isNull();
    assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(job.version()).isEqualTo(1);
    assertThat(job.steps()).extracting(Job.Step::state).containsOnly(StepState.SUCCEEDED);
    Version version = scene.versions().getFirst();
    assertThat(version.framework()).isEqualTo("onnx");
    assertThat(version.engine()).isEqualTo(Engine.JVM);
    assertThat(version.aliases()).containsExactly("production");
    assertThat(version.evidence().testRows()).isEqualTo(2);
    assertThat(version.evidence().outputsSample().getFirst()).containsKeys("label", "probability");
    assertThat(version.evidence().steps()).hasSize(7);
    assertThat(version.baseline()).isEqualTo(new Version.Baseline(300, 5, "baseline.csv"));
    ServedVersion served = scene.served();
    assertThat(scene.baselines.find(scene.acme, served.versionId()))
        .extracting(BaselineStore.Column::name)
        .containsExactly("rain", "temp", "wind", "label", "probability");
    assertThat(scene.log(job))
        .contains("none needed: the model runs inside the server")
        .contains("columns that are not features are left aside: delay");
    assertNothingLeft();
  }

  @Test
  void deploysAPythonModelInTheSandbox() throws Exception {
    Job job =
        scene.deploy(
            Map.of(
                "predict.py",
                DeployScene.text(
                    "def predict(rows):\n  print('hello')\n  return [r['temp'] * 2 for r in rows]\n"),
                "requirements.txt",
                DeployScene.text(""),
                "test_data.json",
                DeployScene.text(TEST_DATA)));
    assertThat(job.error()).isNull();
    Version version = scene.versions().getFirst();
    assertThat(version.framework()).isEqualTo("python");
    assertThat(version.environmentDigest()).isNotNull();
    assertThat(version.evidence().environment()).isNotNull();
    assertThat(version.evidence().outputsSample().getFirst()).containsEntry("prediction", 78.4);
    assertThat(version.baseline()).isNull();
    assertThat(scene.log(job)).anyMatch(line -> line.startsWith("none: without a baseline.csv"));
    assertNothingLeft();
  }

  @Test
  void aBrokenModelFailsWithTheReasonAndLeavesProductionAlone() throws Exception {
    scene.deploy(onnx());
    Map<String, byte[]> broken = onnx();
    broken.put("test_data.json", DeployScene.text("[{\"temp\": 1, \"wind\": 2}]"));
    Job job = scene.deploy(broken);
    assertThat(job.state()).isEqualTo(JobState.FAILED);
    assertThat(job.error()).contains("rain");
    assertThat(scene.versions()).hasSize(1);
    assertThat(scene.served().number()).isEqualTo(1);
    assertThat(scene.log(job)).contains(String.valueOf(job.error()));
    assertNothingLeft();
  }

  @Test
  void aPickleThatRunsCommandsIsRefusedBeforeItIsOpened() throws Exception {
    Job job =
        scene.deploy(
            Map.of(
                "model.pkl",
                DeployScene.text("cos\nsystem\n(S'touch /tmp/escaped'\ntR."),
                "requirements.txt",
                DeployScene.text("scikit-learn==1.9.1\n"),
                "test_data.json",
                DeployScene.text(TEST_DATA)));
    assertThat(job.state()).isEqualTo(JobState.FAILED);
    assertThat(job.error()).contains("os.system");
    assertThat(job.steps().get(1).state()).isEqualTo(StepState.FAILED);
    assertThat(job.steps().get(2).state()).isEqualTo(StepState.SKIPPED);
  }

  @Test
  void aWrongBaselineNamesTheLine() throws Exception {
    Map<String, byte[]> files = onnx();
    files.put("baseline.csv", DeployScene.text("temp,wind,rain\n1,2,3\n1,calm,3\n"));
    Job job = scene.deploy(files);
    assertThat(job.error()).isEqualTo("baseline.csv line 3: `wind` expects number, got \"calm\".");
    assertThat(scene.versions()).isEmpty();
  }

  @Test
  void aVersionThatCannotBeServedIsTakenBack() throws Exception {
    scene.deploy(onnx());
    scene.stopServing();
    Job job = scene.deploy(onnx());
    assertThat(job.state()).isEqualTo(JobState.FAILED);
    assertThat(job.error())
        .isEqualTo("The version could not be loaded for serving: no memory left");
    assertThat(scene.served().number()).isEqualTo(1);
    assertThat(scene.versions().getFirst().state()).isEqualTo(VersionState.FAILED);
    assertThat(scene.log(job)).contains("Production points at version 1 again.");
  }

  @Test
  void cancellingEndsAModelThatNeverAnswers() throws Exception {
    JobId id =
        scene.create(
            Map.of(
                "predict.py",
                DeployScene.text(
                    "import time\ndef predict(rows):\n  print('asleep', flush=True)\n  time.sleep(3600)\n"),
                "requirements.txt",
                DeployScene.text(""),
                "test_data.json",
                DeployScene.text(TEST_DATA)));
    Thread running = Thread.ofVirtual().start(() -> scene.run(id));
    await(id, job -> scene.log(job).contains("asleep"));
    scene.jobs.requestCancel(scene.acme, id, "Cancelled by anna@example.org.");
    running.join(Duration.ofSeconds(20));
    Job job = scene.jobs.find(scene.acme, id).orElseThrow();
    assertThat(job.state()).isEqualTo(JobState.CANCELLED);
    assertThat(job.error()).isEqualTo("Cancelled by anna@example.org.");
    assertNothingLeft();
  }

  private static Map<String, byte[]> onnx() throws IOException {
    StringBuilder baseline = new StringBuilder("temp,delay,wind,rain\n");
    for (int i = 0; i < 300; i++) {
      baseline.append(i % 40).append(",1,").append(i % 7).append(',').append(i % 3).append('\n');
    }
    Map<String, byte[]> files = new TreeMap<>();
    try (InputStream model = DeployIT.class.getResourceAsStream("/onnx/binary.onnx")) {
      assertThat(model).isNotNull();
      files.put("model.onnx", model.readAllBytes());
    }
    files.put("test_data.json", DeployScene.text(TEST_DATA));
    files.put("baseline.csv", DeployScene.text(baseline.toString()));
    return files;
  }

  private void await(JobId id, Predicate<Job> fact) {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!fact.test(scene.jobs.find(scene.acme, id).orElseThrow())) {
      assertThat(System.nanoTime()).describedAs("the deadline").isLessThan(deadline);
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  private void assertNothingLeft() throws IOException {
    try (Stream<Path> left = Files.list(scene.home.work())) {
      assertThat(left).isEmpty();
    }
  }
}
