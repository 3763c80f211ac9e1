package io.plimsoll.server.jobs;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.blobs.Digest;
import io.plimsoll.server.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Jobs in a database of their own, at a time that a test lets pass. */
final class JobScene implements AutoCloseable {
  /** How long a push waits for its job without a sign of life. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  final SettableClock clock = new SettableClock();
  final TestDatabase database = TestDatabase.create();
  final Tenant acme = database.tenant("acme", "main");
  final JobStore jobs = new JobStore(database.database(), clock);
  final NewJobStore newJobs = new NewJobStore(database.database(), clock);
  final RunStore runs = new RunStore(database.database(), clock);
  final RecoveryStore recovery = new RecoveryStore(database.database(), clock);

  /** A job of a push that waits for it. */
  JobId create(String model) {
    return newJobs.createAwaited(acme, job(Door.GIT, model, "0"), PATIENCE);
  }

  /** A job of an upload, for which nobody waits; the digit tells files from files. */
  NewJobStore.Opened upload(String digit, @Nullable String key) {
    clock.pass(Duration.ofMillis(5));
    return newJobs.createUnattended(acme, job(Door.UPLOAD, "delays", digit), key);
  }

  static NewJob job(Door door, String model, String digit) {
    return new NewJob(
        door,
        model,
        "main",
        "0123456789abcdef",
        "Add a model",
        new Digest(digit.repeat(64)),
        "key:default",
        "production",
        List.of("fetch", "scan", "live"));
  }

  List<JobId> due() {
    return runs.due(acme).stream().map(JobTicket::job).toList();
  }

  Assignment claim(JobId job) {
    return tryClaim(job, 0).orElseThrow();
  }

  Optional<Assignment> tryClaim(JobId job, int attempt) {
    return runs.claim(acme, new JobTicket(acme.project(), job, attempt));
  }

  Job find(JobId job) {
    return jobs.find(acme, job).orElseThrow();
  }

  JobGlance glance(JobId job, int after) {
    return jobs.glance(acme, job, after, 100).orElseThrow();
  }

  RunStore.PendingLine line(String text) {
    return new RunStore.PendingLine(clock.instant(), "fetch", text);
  }

  @Override
  public void close() {
    database.close();
  }
}
