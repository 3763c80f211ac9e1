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
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.zip.GZIPOutputStream;
import org.eclipse.jgit.util.FS;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real git against the protocol, the real jobs and a build role that only looks at the pushed
 * files: {@code good} in the file {@code verdict} succeeds, everything else fails.
 */
@Timeout(120)
final class PushIT {
  private static final InstantSource CLOCK = InstantSource.system();

  private final Path directory;
  private final TestDatabase database = TestDatabase.create();
  private final Tenant acme = database.tenant("acme", "main");
  private final Announcements announcements = new Announcements(database.address());
  private final JobStore jobs = new JobStore(database.database(), CLOCK);
  private final RunStore runs = new RunStore(database.database(), CLOCK);
  private final KeyStore keys = new KeyStore(database.database());
  private final BlobStore blobs;
  private final ExecutorService builders = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch gate = new CountDownLatch(1);
  private final HttpDoor door;
  private final String key = keys.create(acme, "default", Set.of(KeyScope.values()), "t").secret();

  /** In the background, as the server does it, its probes would hinder the end of a test. */
  @BeforeAll
  static void measureTheClockOfTheFileSystem(@TempDir Path directory) {
    IsolatedGit.install();
    FS.FileStoreAttributes.setBackground(false);
    FS.getFileStoreAttributes(directory);
    FS.FileStoreAttributes.setBackground(true);
  }

  PushIT(@TempDir Path directory) throws IOException {
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

  @AfterEach
  void close() {
    door.close();
    builders.shutdownNow();
    announcements.close();
    database.close();
  }

  @Test
  void aGoodPushIsDeployedAndTheBranchMoves() throws Exception {
    WorkingCopy copy = good("delays");
    WorkingCopy.Outcome push = copy.push("main");
    assertThat(push.text())
        .contains("remote: Deploying delays from main at " + copy.head().substring(0, 8))
        .contains("remote: fetch        the verdict is good")
        .contains("remote: Version 7 of delays is live")
        .contains("remote: http://plimsoll.example.org/v2/models/delays");
    assertThat(push.exit()).isZero();
    assertThat(copy.remote("refs/heads/main")).isEqualTo(copy.head());
    assertThat(onlyJob().commitMessage()).isEqualTo("Add a model");
    assertThat(onlyJob().createdBy()).isEqualTo("key:default");
  }

  @Test
  void aFailedJobRefusesThePushAndMovesNothing() throws Exception {
    WorkingCopy copy = good("delays");
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
  void linesAppearWhileTheJobStillRuns() throws Exception {
    WorkingCopy copy = new WorkingCopy(directory.resolve("slow"), url("slow"));
    copy.write("verdict", "wait").commit("Add a model");
    Process push = copy.start("push", url("slow"), "main");
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(push.getInputStream(), StandardCharsets.UTF_8))) {
      String line = "";
      while (line != null && !line.contains("the verdict is wait")) {
        line = lines.readLine();
      }
      assertThat(line).isNotNull();
      assertThat(onlyJob().state()).isEqualTo(JobState.RUNNING);
      gate.countDown();
      assertThat(lines.lines().toList()).anyMatch(each -> each.contains("is live"));
    }
    assertThat(push.waitFor()).isZero();
  }

  @Test
  void largePushesAreStreamed() throws Exception {
    byte[] large = new byte[5_000_000];
    new Random(7).nextBytes(large);
    WorkingCopy copy = good("delays").write("model.bin", large).commit("Add weights");
    assertThat(copy.push("main").exit()).isZero();
    WorkingCopy clone = new WorkingCopy(directory.resolve("clone"), url("delays"));
    assertThat(clone.git("pull", "-q", url("delays"), "main").exit()).isZero();
    assertThat(Files.readAllBytes(clone.directory().resolve("model.bin"))).isEqualTo(large);
  }

  @Test
  void anotherBranchGetsAPreviewAndATagIsStored() throws Exception {
    WorkingCopy copy = good("delays");
    WorkingCopy.Outcome push = copy.push("HEAD:refs/heads/experiment", "HEAD:refs/tags/v1");
    assertThat(push.exit()).isZero();
    assertThat(push.text())
        .contains("The branch experiment gets a preview; push to main to deploy.")
        .contains("http://plimsoll.example.org/v2/models/delays/versions/preview-experiment");
    assertThat(onlyJob().target()).isEqualTo("preview-experiment");
    assertThat(copy.remote("refs/tags/v1")).isEqualTo(copy.head());
    assertThat(copy.push("--delete", "experiment").exit()).isZero();
    assertThat(copy.remote("refs/heads/experiment")).isEmpty();
  }

  @Test
  void aBranchIsStoredEvenIfItsPreviewFails() throws Exception {
    WorkingCopy copy = new WorkingCopy(directory.resolve("copy"), url("delays"));
    copy.write("verdict", "bad").commit("Not yet");
    WorkingCopy.Outcome push = copy.push("HEAD:refs/heads/experiment");
    assertThat(push.text())
        .contains("the verdict must be good")
        .contains("The branch is stored; its preview is as it was.");
    assertThat(push.exit()).isZero();
    assertThat(copy.remote("refs/heads/experiment")).isEqualTo(copy.head());
  }

  @Test
  void theFirstOfMainAndMasterIsTheOneThatDeploys() throws Exception {
    WorkingCopy copy = good("delays");
    assertThat(copy.push("HEAD:refs/heads/master").text()).contains("is live");
    copy.commit("Again");
    assertThat(copy.push("HEAD:refs/heads/main").text()).contains("push to master to deploy");
    assertThat(copy.push("HEAD:refs/heads/master").text()).contains("is live");
  }

  @Test
  void theDeployBranchCannotBeDeletedButRewritten() throws Exception {
    WorkingCopy copy = good("delays");
    copy.push("main");
    assertThat(copy.push("--delete", "main").text()).contains("cannot be deleted");
    copy.git("commit", "-q", "--amend", "-m", "Rewritten");
    assertThat(copy.push("--force", "main").exit()).isZero();
    assertThat(copy.remote("refs/heads/main")).isEqualTo(copy.head());
  }

  @Test
  void linksSubmodulesAndPointersAreRefusedBeforeAJobIsMade() throws Exception {
    WorkingCopy copy = good("delays");
    Files.createSymbolicLink(copy.directory().resolve("model.pkl"), Path.of("/etc/passwd"));
    copy.commit("Link");
    assertThat(copy.push("main").text()).contains("model.pkl is a symbolic link");
    Files.delete(copy.directory().resolve("model.pkl"));
    copy.write(
            "model.pkl", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12345\n")
        .commit("Point");
    assertThat(copy.push("main").text()).contains("model.pkl is a pointer of Git LFS");
    assertThat(jobs.list(acme, null, null, null, 10)).isEmpty();
    assertThat(copy.remote("refs/heads/main")).isEmpty();
  }

  @Test
  void pushesAtOnceTakeTurnsAndTheLaterOneHasToPull() throws Exception {
    WorkingCopy first = new WorkingCopy(directory.resolve("first"), url("delays"));
    first.write("verdict", "wait").commit("Add a model");
    WorkingCopy second = good("delays");
    Process push = first.start("push", url("delays"), "main");
    await(() -> !jobs.list(acme, null, JobState.RUNNING, null, 1).isEmpty());
    Future<WorkingCopy.Outcome> later = builders.submit(() -> second.push("main"));
    await(() -> !jobs.list(acme, null, JobState.QUEUED, null, 1).isEmpty());
    gate.countDown();
    assertThat(later.get(60, TimeUnit.SECONDS).text())
        .contains("this one is next in line")
        .contains("Another push moved the branch");
    assertThat(push.waitFor()).isZero();
    assertThat(first.remote("refs/heads/main")).isEqualTo(first.head());
  }

  @Test
  void aNewerPushTakesThePlaceOfOneThatWaits() throws Exception {
    WorkingCopy first = new WorkingCopy(directory.resolve("first"), url("delays"));
    first.write("verdict", "wait").commit("Add a model");
    Process push = first.start("push", url("delays"), "main");
    await(() -> !jobs.list(acme, null, JobState.RUNNING, null, 1).isEmpty());
    WorkingCopy second = good("delays");
    Future<WorkingCopy.Outcome> waiting = builders.submit(() -> second.push("main"));
    await(() -> !jobs.list(acme, null, JobState.QUEUED, null, 1).isEmpty());
    WorkingCopy third =
        new WorkingCopy(directory.resolve("third"), url("delays"))
            .write("verdict", "good")
            .commit("The newest");
    Future<WorkingCopy.Outcome> newest = builders.submit(() -> third.push("main"));
    assertThat(waiting.get(60, TimeUnit.SECONDS).text())
        .contains("A newer push took the place of this one: job ");
    assertThat(jobs.list(acme, null, JobState.SUPERSEDED, null, 9)).hasSize(1);
    gate.countDown();
    assertThat(newest.get(60, TimeUnit.SECONDS).text()).contains("Another push moved the branch");
    assertThat(push.waitFor()).isZero();
  }

  @Test
  void aPusherWhoLeavesCancelsTheJob() throws Exception {
    WorkingCopy copy = new WorkingCopy(directory.resolve("left"), url("left"));
    copy.write("verdict", "wait").commit("Add a model");
    Process push = copy.start("push", url("left"), "main");
    await(() -> !jobs.list(acme, null, JobState.RUNNING, null, 1).isEmpty());
    push.descendants().forEach(ProcessHandle::destroyForcibly);
    push.destroyForcibly().waitFor();
    await(() -> onlyJob().state() == JobState.CANCELLED);
    assertThat(onlyJob().error()).isEqualTo("Cancelled: the push was interrupted.");
    assertThat(copy.remote("refs/heads/main")).isEmpty();
  }

  @Test
  void credentialsDecideWhoMayPush() throws Exception {
    WorkingCopy copy = good("delays");
    String reader = keys.create(acme, "reader", Set.of(KeyScope.READ), "t").secret();
    Tenant globex = database.tenant("globex", "main");
    String foreign = keys.create(globex, "foreign", Set.of(KeyScope.values()), "t").secret();
    assertThat(pushAs(copy, "", "delays")).contains("could not read Username");
    assertThat(pushAs(copy, "plm_wrong", "delays")).contains("Authentication failed");
    assertThat(pushAs(copy, reader, "delays"))
        .contains("The key \"reader\" lacks the scope for this.");
    assertThat(pushAs(copy, foreign, "delays"))
        .contains("The project acme/main does not exist or is not visible to you.");
    assertThat(jobs.list(acme, null, null, null, 10)).isEmpty();
  }

  @Test
  void readersMayFetchWhatWasPushed() throws Exception {
    good("delays").push("main");
    String reader = keys.create(acme, "reader", Set.of(KeyScope.READ), "t").secret();
    String url = door.url("acme/main/%s").replace("//", "//any:" + reader + "@");
    WorkingCopy clone = new WorkingCopy(directory.resolve("clone"), url.formatted("delays.git"));
    assertThat(clone.git("pull", "-q", url.formatted("delays"), "main").exit()).isZero();
    assertThat(clone.git("pull", url.formatted("unknown"), "main").text())
        .contains("There is no repository unknown yet");
  }

  @Test
  void aNameThatBreaksTheRuleIsToldTheRule() throws Exception {
    WorkingCopy copy = good("delays");
    assertThat(pushAs(copy, key, "Delays!"))
        .contains("\"Delays!\" cannot be a model: a model's name");
  }

  @Test
  void understandsCompressedRequests() throws Exception {
    good("delays").push("main");
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(body)) {
      zip.write("0000".getBytes(StandardCharsets.US_ASCII));
    }
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(door.url("acme/main/delays.git/git-receive-pack")))
            .header("Content-Encoding", "gzip")
            .header("Authorization", "Basic " + basic(key))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      assertThat(client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
          .isEqualTo(200);
    }
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

  private WorkingCopy good(String model) throws Exception {
    return new WorkingCopy(directory.resolve("copy"), url(model))
        .write("verdict", "good")
        .commit("Add a model");
  }

  private String url(String model) {
    return door.url("acme/main/" + model + ".git").replace("//", "//any:" + key + "@");
  }

  private String pushAs(WorkingCopy copy, String secret, String model) throws Exception {
    String user = secret.isEmpty() ? "" : "any:" + secret + "@";
    String url = door.url("acme/main/" + model + ".git").replace("//", "//" + user);
    WorkingCopy.Outcome outcome = copy.git("push", url, "main");
    assertThat(outcome.exit()).isNotZero();
    return outcome.text();
  }

  private static String basic(String secret) {
    return Base64.getEncoder().encodeToString(("any:" + secret).getBytes(StandardCharsets.UTF_8));
  }

  private Job onlyJob() {
    List<Job> all = jobs.list(acme, null, null, null, 10);
    assertThat(all).hasSize(1);
    return all.getFirst();
  }

  private static void await(BooleanSupplier fact) {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!fact.getAsBoolean()) {
      assertThat(System.nanoTime()).describedAs("the deadline").isLessThan(deadline);
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }
}
