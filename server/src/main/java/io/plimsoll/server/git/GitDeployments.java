package io.plimsoll.server.git;

import io.plimsoll.server.jobs.JobId;
import io.plimsoll.server.jobs.JobQueue;
import io.plimsoll.server.jobs.JobSignals;
import io.plimsoll.server.jobs.JobStore;
import io.plimsoll.server.jobs.NewJob;
import io.plimsoll.server.jobs.NewJobStore;
import io.plimsoll.server.platform.blobs.BlobStore;
import io.plimsoll.server.platform.config.PlimsollConfig;
import io.plimsoll.server.platform.http.Addresses;
import io.plimsoll.server.registry.Environment;
import io.plimsoll.server.registry.Landing;
import io.plimsoll.server.registry.LandingStore;
import io.plimsoll.server.registry.PreviewName;
import io.plimsoll.server.registry.PreviewStore;
import io.plimsoll.server.registry.Target;
import jakarta.enterprise.context.ApplicationScoped;

/** What the hook of a push needs of the rest of the server. */
@ApplicationScoped
public class GitDeployments {
  private final NewJobStore newJobs;
  private final PreviewStore previews;
  private final LandingStore landings;
  private final JobStore jobs;
  private final JobQueue queue;
  private final JobSignals signals;
  private final BlobStore blobs;
  private final PlimsollConfig config;
  private final Addresses addresses;

  public GitDeployments(
      NewJobStore newJobs,
      PreviewStore previews,
      LandingStore landings,
      JobStore jobs,
      JobQueue queue,
      JobSignals signals,
      BlobStore blobs,
      PlimsollConfig config,
      Addresses addresses) {
    this.newJobs = newJobs;
    this.previews = previews;
    this.landings = landings;
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

  /** Where the project wants its pushes. */
  Landing landing(Push push) {
    return landings.find(push.tenant());
  }

  long maxBytes() {
    return config.build().maxRepositoryBytes();
  }

  JobId create(Push push, NewJob job) {
    return newJobs.createAwaited(push.tenant(), job, JobFollower.PATIENCE);
  }

  /** A branch that is gone needs no preview; false if it had none. */
  boolean forget(Push push, PreviewName preview) {
    return previews.remove(push.tenant(), push.model(), preview);
  }

  void withdraw(Push push, JobId job, String reason) {
    jobs.requestCancel(push.tenant(), job, reason);
  }

  JobFollower follower(Push push, JobId job, PushTerminal terminal, JobFollower.TurnCheck turn) {
    return new JobFollower(jobs, queue, signals, push.tenant(), job, terminal, turn);
  }

  String endpoint(Push push, Target target) {
    String production = addresses.endpoint(push.model().text());
    return target.equals(new Target.In(Environment.PRODUCTION))
        ? production
        : production + "/versions/" + target.text();
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
