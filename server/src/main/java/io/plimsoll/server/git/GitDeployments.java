package io.plimsoll.server.git;

import io.plimsoll.server.jobs.JobId;
import io.plimsoll.server.jobs.JobQueue;
import io.plimsoll.server.jobs.JobSignals;
import io.plimsoll.server.jobs.JobStore;
import io.plimsoll.server.jobs.NewJob;
import io.plimsoll.server.platform.blobs.BlobStore;
import io.plimsoll.server.platform.config.PlimsollConfig;
import io.plimsoll.server.platform.http.Addresses;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** What the hook of a push needs of the rest of the server. */
@ApplicationScoped
public class GitDeployments {
  /** The steps of a deploy job, in their order. */
  static final List<String> STEPS =
      List.of(
          "fetch", "scan", "environment", "load", "infer", "baseline", "compile", "deploy", "live");

  private final JobStore jobs;
  private final JobQueue queue;
  private final JobSignals signals;
  private final BlobStore blobs;
  private final PlimsollConfig config;
  private final Addresses addresses;

  public GitDeployments(
      JobStore jobs,
      JobQueue queue,
      JobSignals signals,
      BlobStore blobs,
      PlimsollConfig config,
      Addresses addresses) {
    this.jobs = jobs;
    this.queue = queue;
    this.signals = signals;
    this.blobs = blobs;
    this.config = config;
    this.addresses = addresses;
  }

  CommitArchive archive() {
    return new CommitArchive(blobs, config.build().maxRepositoryBytes());
  }

  long maxBytes() {
    return config.build().maxRepositoryBytes();
  }

  JobId create(Push push, NewJob job) {
    return jobs.create(push.tenant(), job, JobFollower.PATIENCE);
  }

  void withdraw(Push push, JobId job, String reason) {
    jobs.requestCancel(push.tenant(), job, reason);
  }

  JobFollower follower(Push push, JobId job, PushTerminal terminal, JobFollower.TurnCheck turn) {
    return new JobFollower(jobs, queue, signals, push.tenant(), job, terminal, turn);
  }

  String endpoint(Push push) {
    return addresses.endpoint(push.model().text());
  }

  /** Where the dashboard shows the job. */
  String link(Push push, JobId job) {
    return "%s/projects/%s/%s/jobs/%s"
        .formatted(
            addresses.publicUrl(),
            push.tenant().organisationSlug(),
            push.tenant().projectSlug(),
            job);
  }
}
