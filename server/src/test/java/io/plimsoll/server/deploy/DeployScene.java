package io.plimsoll.server.deploy;

import io.plimsoll.inference.InferenceEngine;
import io.plimsoll.inference.InferenceSettings;
import io.plimsoll.server.identity.CredentialStore;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.jobs.Door;
import io.plimsoll.server.jobs.Job;
import io.plimsoll.server.jobs.JobId;
import io.plimsoll.server.jobs.JobQueue;
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
import io.plimsoll.server.registry.ModelArchive;
import io.plimsoll.server.registry.ModelName;
import io.plimsoll.server.registry.ModelStore;
import io.plimsoll.server.registry.PreviewStore;
import io.plimsoll.server.registry.ServedVersion;
import io.plimsoll.server.registry.Version;
import io.plimsoll.server.testing.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Deploy jobs of one model with all that they need; a thread plays the part of a serving process.
 */
final class DeployScene implements AutoCloseable {
  private static final InstantSource CLOCK = InstantSource.system();
  private static final ModelName DELAYS = new ModelName("delays");

  final TestDatabase database = TestDatabase.create();
  final Tenant acme = database.tenant("acme", "main");
  final JobStore jobs = new JobStore(database.database(), CLOCK);
  final ModelStore models = new ModelStore(database.database(), CLOCK);
  final BaselineStore baselines = new BaselineStore(database.database(), CLOCK);
  final Home home;
  final BlobStore blobs;
  final InferenceEngine engine;
  private final NewJobStore newJobs = new NewJobStore(database.database(), CLOCK);
  private final DeployRunner runner;
  private final Thread serving;
  private volatile boolean canServe = true;
  private volatile boolean isOver;

  private DeployScene(Home home, Path inference) {
    this.home = home;
    this.blobs = new BlobStore(home.blobs());
    this.engine = new InferenceEngine(InferenceSettings.defaults(inference));
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

  /** All below {@code directory}. */
  static DeployScene in(Path directory) {
    Home home = Home.at(directory.resolve("home"));
    return new DeployScene(home, home.inference());
  }

  /** With the environments of {@code inference}, which other tests and runs may share. */
  static DeployScene in(Path directory, Path inference) {
    return new DeployScene(Home.at(directory.resolve("home")), inference);
  }

  /** From now on what production points at cannot be loaded. */
  void stopServing() {
    canServe = false;
  }

  /** Runs a job to its end. */
  Job deploy(Map<String, byte[]> files) {
    JobId id = create(files);
    run(id);
    return jobs.find(acme, id).orElseThrow();
  }

  void run(JobId id) {
    try {
      runner.run(new JobTicket(acme.project(), id, 0));
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  JobId create(Map<String, byte[]> files) {
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
            NewJob.STEPS),
        Duration.ofMinutes(5));
  }

  /** The newest first. */
  List<Version> versions() {
    return models.versions(acme, DELAYS, 10);
  }

  /** What production points at. */
  ServedVersion served() {
    return models.productionVersions(acme).getFirst();
  }

  List<String> log(Job job) {
    return jobs.glance(acme, job.id(), 0, 1_000).orElseThrow().lines().stream()
        .map(LogLine::text)
        .toList();
  }

  static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    isOver = true;
    LockSupport.unpark(serving);
    try {
      serving.join();
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
    engine.close();
    database.close();
  }

  /** Says of whatever production points at that it is ready, or that it cannot be. */
  private void serve() {
    while (!isOver) {
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
}
