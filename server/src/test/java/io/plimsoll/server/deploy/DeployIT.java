package io.plimsoll.server.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.inference.InferenceEngine;
import io.plimsoll.inference.InferenceSettings;
import io.plimsoll.server.identity.CredentialStore;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.jobs.Door;
import io.plimsoll.server.jobs.Job;
import io.plimsoll.server.jobs.JobId;
import io.plimsoll.server.jobs.JobQueue;
import io.plimsoll.server.jobs.JobState;
import io.plimsoll.server.jobs.JobStore;
import io.plimsoll.server.jobs.JobTicket;
import io.plimsoll.server.jobs.LogLine;
import io.plimsoll.server.jobs.NewJob;
import io.plimsoll.server.jobs.NewJobStore;
import io.plimsoll.server.jobs.RunStore;
import io.plimsoll.server.jobs.StepState;
import io.plimsoll.server.platform.blobs.BlobStore;
import io.plimsoll.server.platform.blobs.Digest;
import io.plimsoll.server.platform.config.ConfigLoader;
import io.plimsoll.server.platform.config.Home;
import io.plimsoll.server.platform.crypto.KeyedHash;
import io.plimsoll.server.registry.AliasStore;
import io.plimsoll.server.registry.AllowedGlobalStore;
import io.plimsoll.server.registry.BaselineStore;
import io.plimsoll.server.registry.Engine;
import io.plimsoll.server.registry.ModelArchive;
import io.plimsoll.server.registry.ModelName;
import io.plimsoll.server.registry.ModelStore;
import io.plimsoll.server.registry.PreviewStore;
import io.plimsoll.server.registry.ServedVersion;
import io.plimsoll.server.registry.Version;
import io.plimsoll.server.registry.VersionState;
import io.plimsoll.server.testing.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
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
  private static final InstantSource CLOCK = InstantSource.system();
  private static final ModelName DELAYS = new ModelName("delays");
  private static final String TEST_DATA =
      "[{\"temp\": 39.2, \"wind\": 4.0, \"rain\": 0.0}, {\"temp\": -2.5, \"wind\": 9.1, \"rain\": 1.5}]";

  private final TestDatabase database = TestDatabase.create();
  private final Tenant acme = database.tenant("acme", "main");
  private final JobStore jobs = new JobStore(database.database(), CLOCK);
  private final NewJobStore newJobs = new NewJobStore(database.database(), CLOCK);
  private final ModelStore models = new ModelStore(database.database(), CLOCK);
  private final BaselineStore baselines = new BaselineStore(database.database(), CLOCK);
  private final Home home;
  private final BlobStore blobs;
  private final InferenceEngine engine;
  private final DeployRunner runner;
  private final Thread serving;
  private volatile boolean canServe = true;

  DeployIT(@TempDir Path directory) {
    this.home = Home.at(directory.resolve("home"));
    this.blobs = new BlobStore(home.blobs());
    this.engine = new InferenceEngine(InferenceSettings.defaults(home.inference()));
    this.runner =
        new DeployRunner(
            new CredentialStore(database.database()),
            new RunStore(database.database(), CLOCK),
            new JobQueue((name, ticket) -> {}),
            models,
            new AliasStore(database.database(), CLOCK),
            new PreviewStore(database.database(), CLOCK),
            baselines,
            new AllowedGlobalStore(database.database(), CLOCK),
            new ReplicaStore(database.database()),
            blobs,
            (run, folder) -> {
              throw new IllegalStateException("these jobs bring their files");
            },
            engine,
            KeyedHash.open(home.secrets().resolve("log-hash.json")),
            home,
            new ConfigLoader().load(home.root()),
            CLOCK);
    this.serving = Thread.ofVirtual().start(this::serve);
  }

  @AfterEach
  void close() throws Exception {
    serving.interrupt();
    serving.join();
    engine.close();
    database.close();
  }

  @Test
  void deploysAnOnnxModelWithItsBaseline() throws Exception {
    Job job = deploy(onnx());
    assertThat(job.error()).isNull();
    assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(job.version()).isEqualTo(1);
    assertThat(job.steps()).extracting(Job.Step::state).containsOnly(StepState.SUCCEEDED);
    Version version = models.versions(acme, DELAYS, 10).getFirst();
    assertThat(version.framework()).isEqualTo("onnx");
    assertThat(version.engine()).isEqualTo(Engine.JVM);
    assertThat(version.aliases()).containsExactly("production");
    assertThat(version.evidence().testRows()).isEqualTo(2);
    assertThat(version.evidence().outputsSample().getFirst()).containsKeys("label", "probability");
    assertThat(version.evidence().steps()).hasSize(7);
    assertThat(version.baseline()).isEqualTo(new Version.Baseline(300, 5, "baseline.csv"));
    ServedVersion served = models.productionVersions(acme).getFirst();
    assertThat(baselines.find(acme, served.versionId()))
        .extracting(BaselineStore.Column::name)
        .containsExactly("rain", "temp", "wind", "label", "probability");
    assertThat(log(job))
        .contains("none needed: the model runs inside the server")
        .contains("columns that are not features are left aside: delay");
    assertNothingLeft();
  }

  @Test
  void deploysAPythonModelInTheSandbox() throws Exception {
    Job job =
        deploy(
            Map.of(
                "predict.py",
                text(
                    "def predict(rows):\n  print('hello')\n  return [r['temp'] * 2 for r in rows]\n"),
                "requirements.txt",
                text(""),
                "test_data.json",
                text(TEST_DATA)));
    assertThat(job.error()).isNull();
    Version version = models.versions(acme, DELAYS, 10).getFirst();
    assertThat(version.framework()).isEqualTo("python");
    assertThat(version.environmentDigest()).isNotNull();
    assertThat(version.evidence().environment()).isNotNull();
    assertThat(version.evidence().outputsSample().getFirst()).containsEntry("prediction", 78.4);
    assertThat(version.baseline()).isNull();
    assertThat(log(job)).anyMatch(line -> line.startsWith("none: without a baseline.csv"));
    assertNothingLeft();
  }

  @Test
  void aBrokenModelFailsWithTheReasonAndLeavesProductionAlone() throws Exception {
    deploy(onnx());
    Map<String, byte[]> broken = onnx();
    broken.put("test_data.json", text("[{\"temp\": 1, \"wind\": 2}]"));
    Job job = deploy(broken);
    assertThat(job.state()).isEqualTo(JobState.FAILED);
    assertThat(job.error()).contains("rain");
    assertThat(models.versions(acme, DELAYS, 10)).hasSize(1);
    assertThat(models.productionVersions(acme).getFirst().number()).isEqualTo(1);
    assertThat(log(job)).contains(String.valueOf(job.error()));
    assertNothingLeft();
  }

  @Test
  void aPickleThatRunsCommandsIsRefusedBeforeItIsOpened() throws Exception {
    Job job =
        deploy(
            Map.of(
                "model.pkl",
                text("cos\nsystem\n(S'touch /tmp/escaped'\ntR."),
                "requirements.txt",
                text("scikit-learn==1.9.1\n"),
                "test_data.json",
                text(TEST_DATA)));
    assertThat(job.state()).isEqualTo(JobState.FAILED);
    assertThat(job.error()).contains("os.system");
    assertThat(job.steps().get(1).state()).isEqualTo(StepState.FAILED);
    assertThat(job.steps().get(2).state()).isEqualTo(StepState.SKIPPED);
  }

  @Test
  void aWrongBaselineNamesTheLine() throws Exception {
    Map<String, byte[]> files = onnx();
    files.put("baseline.csv", text("temp,wind,rain\n1,2,3\n1,calm,3\n"));
    Job job = deploy(files);
    assertThat(job.error()).isEqualTo("baseline.csv line 3: `wind` expects number, got \"calm\".");
    assertThat(models.versions(acme, DELAYS, 10)).isEmpty();
  }

  @Test
  void aVersionThatCannotBeServedIsTakenBack() throws Exception {
    deploy(onnx());
    canServe = false;
    Job job = deploy(onnx());
    assertThat(job.state()).isEqualTo(JobState.FAILED);
    assertThat(job.error())
        .isEqualTo("The version could not be loaded for serving: no memory left");
    assertThat(models.productionVersions(acme).getFirst().number()).isEqualTo(1);
    assertThat(models.versions(acme, DELAYS, 10).getFirst().state()).isEqualTo(VersionState.FAILED);
    assertThat(log(job)).contains("Production points at version 1 again.");
  }

  @Test
  void cancellingEndsAModelThatNeverAnswers() throws Exception {
    JobId id =
        create(
            Map.of(
                "predict.py",
                text(
                    "import time\ndef predict(rows):\n  print('asleep', flush=True)\n  time.sleep(3600)\n"),
                "requirements.txt",
                text(""),
                "test_data.json",
                text(TEST_DATA)));
    Thread running = Thread.ofVirtual().start(() -> run(id));
    await(id, job -> log(job).contains("asleep"));
    jobs.requestCancel(acme, id, "Cancelled by anna@example.org.");
    running.join(Duration.ofSeconds(20));
    Job job = jobs.find(acme, id).orElseThrow();
    assertThat(job.state()).isEqualTo(JobState.CANCELLED);
    assertThat(job.error()).isEqualTo("Cancelled by anna@example.org.");
    assertNothingLeft();
  }

  /** Says of whatever production points at that it is ready, or that it cannot be. */
  private void serve() {
    while (!Thread.currentThread().isInterrupted()) {
      for (ServedVersion version : models.productionVersions(acme)) {
        say(version, canServe ? "ready" : "failed");
      }
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  private void say(ServedVersion version, String state) {
    database
        .database()
        .run(
            acme.scope(),
            handle ->
                handle
                    .createUpdate(
                        """
                        INSERT INTO replicas (project_id, version_id, server, state, reason, updated_at)
                        VALUES (:project, :version, 'one', :state, 'no memory left', :now) ON CONFLICT DO NOTHING
                        """)
                    .bind("project", acme.project().value())
                    .bind("version", version.versionId())
                    .bind("state", state)
                    .bind("now", CLOCK.instant())
                    .execute());
  }

  private Job deploy(Map<String, byte[]> files) throws Exception {
    JobId id = create(files);
    run(id);
    return jobs.find(acme, id).orElseThrow();
  }

  private void run(JobId id) {
    try {
      runner.run(new JobTicket(acme.project(), id, 0));
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  private JobId create(Map<String, byte[]> files) {
    Digest source =
        blobs.put(
            out -> {
              try (ModelArchive.Writer archive = new ModelArchive.Writer(out)) {
                for (Map.Entry<String, byte[]> file : new TreeMap<>(files).entrySet()) {
                  byte[] bytes = file.getValue();
                  archive.add(file.getKey(), bytes.length, stream -> stream.write(bytes));
                }
              }
            });
    List<String> steps = Arrays.stream(DeployStep.values()).map(DeployStep::text).toList();
    assertThat(steps).isEqualTo(NewJob.STEPS);
    return newJobs.createAwaited(
        acme,
        new NewJob(
            Door.GIT,
            "delays",
            "main",
            "0123",
            "Add a model",
            source,
            "key:default",
            "production",
            steps),
        Duration.ofMinutes(5));
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
    files.put("test_data.json", text(TEST_DATA));
    files.put("baseline.csv", text(baseline.toString()));
    return files;
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private List<String> log(Job job) {
    return jobs.glance(acme, job.id(), 0, 1_000).orElseThrow().lines().stream()
        .map(LogLine::text)
        .toList();
  }

  private void await(JobId id, Predicate<Job> fact) {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!fact.test(jobs.find(acme, id).orElseThrow())) {
      assertThat(System.nanoTime()).describedAs("the deadline").isLessThan(deadline);
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  private void assertNothingLeft() throws IOException {
    try (Stream<Path> left = Files.list(home.work())) {
      assertThat(left).isEmpty();
    }
  }
}
