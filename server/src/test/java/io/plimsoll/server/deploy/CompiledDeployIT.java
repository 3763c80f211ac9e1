package io.plimsoll.server.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.inference.InferenceEngine;
import io.plimsoll.inference.InferenceSettings;
import io.plimsoll.inference.Model;
import io.plimsoll.inference.ModelManifest;
import io.plimsoll.inference.python.PythonEnvironment;
import io.plimsoll.inference.python.Requirements;
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
import io.plimsoll.server.platform.blobs.BlobStore;
import io.plimsoll.server.platform.blobs.Digest;
import io.plimsoll.server.platform.config.ConfigLoader;
import io.plimsoll.server.platform.config.Home;
import io.plimsoll.server.platform.crypto.KeyedHash;
import io.plimsoll.server.registry.AliasStore;
import io.plimsoll.server.registry.AllowedGlobalStore;
import io.plimsoll.server.registry.BaselineStore;
import io.plimsoll.server.registry.Engine;
import io.plimsoll.server.registry.Evidence;
import io.plimsoll.server.registry.ModelArchive;
import io.plimsoll.server.registry.ModelName;
import io.plimsoll.server.registry.ModelStore;
import io.plimsoll.server.registry.PreviewStore;
import io.plimsoll.server.registry.ServedVersion;
import io.plimsoll.server.registry.Version;
import io.plimsoll.server.testing.TestDatabase;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Deploy jobs of scikit-learn models that are compiled, or are not. */
@Timeout(300)
final class CompiledDeployIT {
  private static final InstantSource CLOCK = InstantSource.system();
  private static final ModelName DELAYS = new ModelName("delays");

  /** Packages are installed once for all tests and runs. */
  private static final Path SHARED = Path.of("target/test-inference").toAbsolutePath();

  private static final String PACKAGES = "scikit-learn>=1.5\njoblib>=1.4\n";

  private final TestDatabase database = TestDatabase.create();
  private final Tenant acme = database.tenant("acme", "main");
  private final JobStore jobs = new JobStore(database.database(), CLOCK);
  private final NewJobStore newJobs = new NewJobStore(database.database(), CLOCK);
  private final ModelStore models = new ModelStore(database.database(), CLOCK);
  private final InferenceEngine engine = new InferenceEngine(InferenceSettings.defaults(SHARED));
  private final Home home;
  private final BlobStore blobs;
  private final DeployRunner runner;
  private final Thread serving;

  CompiledDeployIT(@TempDir Path directory) {
    this.home = Home.at(directory.resolve("home"));
    this.blobs = new BlobStore(home.blobs());
    this.runner =
        new DeployRunner(
            new CredentialStore(database.database()),
            new RunStore(database.database(), CLOCK),
            new JobQueue((name, ticket) -> {}),
            models,
            new AliasStore(database.database(), CLOCK),
            new PreviewStore(database.database(), CLOCK),
            new BaselineStore(database.database(), CLOCK),
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
  void compilesAScikitLearnModelAndKeepsTheProof() throws Exception {
    Job job = deploy(logistic("auto"));
    assertThat(job.error()).isNull();
    Version version = models.versions(acme, DELAYS, 10).getFirst();
    assertThat(version.framework()).isEqualTo("sklearn");
    assertThat(version.engine()).isEqualTo(Engine.JVM);
    Evidence.Compilation compilation =
        Objects.requireNonNull(version.evidence().compilation(), "no evidence");
    assertThat(compilation.proved()).isTrue();
    assertThat(compilation.attempts().getLast().rows())
        .extracting(Evidence.ComparedRows::source)
        .containsExactly("test data", "baseline", "edge");
    ServedVersion served = served();
    Path graph = Files.createDirectories(home.models()).resolve("graph.onnx");
    try (InputStream blob = blobs.open(served.compiled().orElseThrow())) {
      Files.copy(blob, graph);
    }
    ModelManifest manifest = ModelManifest.fromJson(served.manifest());
    try (Model model = engine.openCompiled(graph, manifest)) {
      assertThat(InferenceEngine.predictRows(model, List.of(Map.of("temp", 40, "wind", 5))))
          .singleElement()
          .satisfies(answer -> assertThat(answer).containsOnlyKeys("label", "probability"));
    }
    assertThat(log(job)).anyMatch(line -> line.startsWith("runs in the JVM: "));
  }

  @Test
  void leavesAModelInPythonThatIsPinnedThere() throws Exception {
    deploy(logistic("python"));
    Version version = models.versions(acme, DELAYS, 10).getFirst();
    assertThat(version.engine()).isEqualTo(Engine.PYTHON);
    assertThat(version.evidence().compilation()).isNull();
    assertThat(served().compiled()).isEmpty();
  }

  @Test
  void refusesAPinnedModelThatCannotBeProved() throws Exception {
    Map<String, byte[]> files = logistic("jvm");
    // Eight neighbours of which many are equally far: who is asked depends on the order.
    files.put(
        "model.joblib",
        trained(
            "from sklearn.neighbors import KNeighborsClassifier as M",
            "M(4).fit(numpy.round(x / 10), y)"));
    Job job = deploy(files);
    assertThat(job.state()).isEqualTo(JobState.FAILED);
    assertThat(job.error())
        .startsWith("plimsoll.yaml says engine: jvm, but the model cannot be proved to run there: ")
        .endsWith("Leave engine out to have it served by a Python worker.");
    assertThat(models.versions(acme, DELAYS, 10)).isEmpty();
  }

  /** A pushed logistic regression, with the engine that plimsoll.yaml asks for. */
  private Map<String, byte[]> logistic(String pinned) throws Exception {
    StringBuilder baseline = new StringBuilder("temp,wind\n");
    for (int i = 0; i < 300; i++) {
      baseline.append(i % 40).append(',').append(i % 7).append('\n');
    }
    Map<String, byte[]> files = new TreeMap<>();
    files.put(
        "model.joblib",
        trained("from sklearn.linear_model import LogisticRegression as M", "M().fit(x, y)"));
    files.put("requirements.txt", text(PACKAGES));
    files.put("plimsoll.yaml", text("engine: " + pinned + "\n"));
    files.put(
        "test_data.json", text("[{\"temp\": 39.2, \"wind\": 4}, {\"temp\": 8, \"wind\": 6}]"));
    files.put("baseline.csv", text(baseline.toString()));
    return files;
  }

  private byte[] trained(String imports, String expression) throws Exception {
    PythonEnvironment environment =
        engine.environments().prepare(Requirements.parse(PACKAGES), Optional.empty(), line -> {});
    Path file = Files.createDirectories(home.root()).resolve("trained.joblib");
    String program =
        String.join(
            "\n",
            "import joblib, numpy",
            imports,
            "x = numpy.random.default_rng(3).uniform(0, 50, (200, 2))",
            "y = (x[:, 0] + 3 * x[:, 1] > 90).astype(int)",
            "joblib.dump(" + expression + ", " + '"' + file + '"' + ")");
    Process process =
        new ProcessBuilder(environment.directory().resolve("bin/python").toString(), "-c", program)
            .inheritIO()
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    return Files.readAllBytes(file);
  }

  private ServedVersion served() {
    return models.productionVersions(acme).getFirst();
  }

  /** Says of whatever production points at that it is ready. */
  private void serve() {
    while (!Thread.currentThread().isInterrupted()) {
      models.productionVersions(acme).forEach(this::sayReady);
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  private void sayReady(ServedVersion version) {
    database
        .database()
        .run(
            acme.scope(),
            handle ->
                handle
                    .createUpdate(
                        """
                        INSERT INTO replicas (project_id, version_id, server, state, reason, updated_at)
                        VALUES (:project, :version, 'one', 'ready', '', :now) ON CONFLICT DO NOTHING
                        """)
                    .bind("project", acme.project().value())
                    .bind("version", version.versionId())
                    .bind("now", CLOCK.instant())
                    .execute());
  }

  private Job deploy(Map<String, byte[]> files) throws Exception {
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
    JobId id =
        newJobs.createAwaited(
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
    runner.run(new JobTicket(acme.project(), id, 0));
    return jobs.find(acme, id).orElseThrow();
  }

  private List<String> log(Job job) {
    return jobs.glance(acme, job.id(), 0, 1_000).orElseThrow().lines().stream()
        .map(LogLine::text)
        .toList();
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
