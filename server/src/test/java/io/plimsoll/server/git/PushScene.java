package io.plimsoll.server.git;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.server.identity.Authenticator;
import io.plimsoll.server.identity.CredentialStore;
import io.plimsoll.server.identity.KeyScope;
import io.plimsoll.server.identity.KeyStore;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.jobs.Assignment;
import io.plimsoll.server.jobs.Job;
import io.plimsoll.server.jobs.JobOutcome;
import io.plimsoll.server.jobs.JobQueue;
import io.plimsoll.server.jobs.JobRun;
import io.plimsoll.server.jobs.JobSignals;
import io.plimsoll.server.jobs.JobState;
import io.plimsoll.server.jobs.JobStore;
import io.plimsoll.server.jobs.JobTicket;
import io.plimsoll.server.jobs.NewJobStore;
import io.plimsoll.server.jobs.RunStore;
import io.plimsoll.server.jobs.StepFailedException;
import io.plimsoll.server.jobs.StoppedException;
import io.plimsoll.server.platform.blobs.BlobStore;
import io.plimsoll.server.platform.config.ConfigLoader;
import io.plimsoll.server.platform.config.Home;
import io.plimsoll.server.platform.config.PlimsollConfig;
import io.plimsoll.server.platform.database.Announcements;
import io.plimsoll.server.platform.http.Addresses;
import io.plimsoll.server.registry.LandingStore;
import io.plimsoll.server.registry.ModelArchive;
import io.plimsoll.server.registry.PreviewStore;
import io.plimsoll.server.testing.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.eclipse.jgit.util.FS;

/**
 * The git protocol with the real jobs behind it and a build role that only looks at the pushed
 * files: {@code good} in the file {@code verdict} succeeds, {@code wait} does when the gate opens,
 * everything else fails.
 */
final class PushScene implements AutoCloseable {
  private static final InstantSource CLOCK = InstantSource.system();

  final Path directory;
  final TestDatabase database = TestDatabase.create();
  final Tenant acme = database.tenant("acme", "main");
  final JobStore jobs = new JobStore(database.database(), CLOCK);
  final KeyStore keys = new KeyStore(database.database());
  final ExecutorService builders = Executors.newVirtualThreadPerTaskExecutor();
  final CountDownLatch gate = new CountDownLatch(1);
  final HttpDoor door;
  final String key = keys.create(acme, "default", Set.of(KeyScope.values()), "t").secret();
  private final Announcements announcements = new Announcements(database.address());
  private final RunStore runs = new RunStore(database.database(), CLOCK);
  private final BlobStore blobs;

  PushScene(Path directory) throws IOException {
    measureTheClockOfTheFileSystem(directory);
    this.directory = directory;
    Home home = Home.at(directory.resolve("home"));
    this.blobs = new BlobStore(home.blobs());
    Authenticator authenticator =
        new Authenticator(new CredentialStore(database.database()), CLOCK, announcements);
    PlimsollConfig config = new ConfigLoader().load(home.root());
    GitDeployments deployments =
        new GitDeployments(
            new NewJobStore(database.database(), CLOCK),
            new PreviewStore(database.database(), CLOCK),
            new LandingStore(database.database(), CLOCK),
            jobs,
            new JobQueue((name, ticket) -> builders.execute(() -> build(JobTicket.parse(ticket)))),
            new JobSignals(announcements),
            blobs,
            config,
            new Addresses(URI.create("http://plimsoll.example.org")));
    GitRepositories repositories = new GitRepositories(home);
    this.door =
        new HttpDoor(new SmartHttp(new GitAccess(authenticator), repositories, deployments));
    announcements.start();
  }

  /** In the background, as the server does it, its probes would hinder the end of a test. */
  private static void measureTheClockOfTheFileSystem(Path directory) {
    IsolatedGit.install();
    FS.FileStoreAttributes.setBackground(false);
    FS.getFileStoreAttributes(directory);
    FS.FileStoreAttributes.setBackground(true);
  }

  /** A working copy, not yet pushed, that the build role finds good. */
  WorkingCopy good(String model) throws Exception {
    return copy("copy", model, "good");
  }

  /** A working copy in a folder of its own. */
  WorkingCopy copy(String folder, String model, String verdict) throws Exception {
    return new WorkingCopy(directory.resolve(folder), url(model))
        .write("verdict", verdict)
        .commit("Add a model");
  }

  String url(String model) {
    return door.url("acme/main/" + model + ".git").replace("//", "//any:" + key + "@");
  }

  Job onlyJob() {
    List<Job> all = jobs.list(acme, null, null, null, 10);
    assertThat(all).hasSize(1);
    return all.getFirst();
  }

  /** Waits for a job in that state. */
  void await(JobState state) {
    await(() -> !jobs.list(acme, null, state, null, 1).isEmpty());
  }

  static void await(BooleanSupplier fact) {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!fact.getAsBoolean()) {
      assertThat(System.nanoTime()).describedAs("the deadline").isLessThan(deadline);
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  @Override
  public void close() {
    door.close();
    builders.shutdownNow();
    announcements.close();
    database.close();
  }

  /** The build role's part: claims the job and reads the verdict from the pushed files. */
  private void build(JobTicket ticket) {
    runs.claim(acme, ticket).ifPresent(this::build);
  }

  private void build(Assignment job) {
    try (JobRun run = new JobRun(runs, job, "fetch", Duration.ofMinutes(1), CLOCK)) {
      run.finish(outcome(run));
    }
  }

  private JobOutcome outcome(JobRun run) {
    try {
      run.step("fetch", () -> judge(run));
      runs.assignVersion(run.assignment(), 7);
      return new JobOutcome.Succeeded();
    } catch (StepFailedException failure) {
      return new JobOutcome.Failed(String.valueOf(failure.getMessage()));
    } catch (StoppedException stopped) {
      return new JobOutcome.Cancelled(stopped.reason().message());
    } catch (Exception bug) {
      throw new IllegalStateException(bug);
    }
  }

  private boolean judge(JobRun run) throws Exception {
    Path folder = Files.createTempDirectory(directory, "work");
    try (InputStream archive = blobs.open(run.assignment().source().orElseThrow())) {
      ModelArchive.unpack(archive, folder, 10_000_000);
    }
    String verdict = Files.readString(folder.resolve("verdict"));
    run.log("the verdict is " + verdict);
    if (verdict.equals("wait")) {
      run.interruptibly(() -> gate.await(60, TimeUnit.SECONDS));
    } else if (!verdict.equals("good")) {
      throw new StepFailedException("the verdict must be good");
    }
    return true;
  }
}
