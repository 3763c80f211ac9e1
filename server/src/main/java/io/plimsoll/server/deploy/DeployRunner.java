package io.plimsoll.server.deploy;

import io.plimsoll.inference.InferenceEngine;
import io.plimsoll.server.identity.CredentialStore;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.jobs.Assignment;
import io.plimsoll.server.jobs.JobOutcome;
import io.plimsoll.server.jobs.JobQueue;
import io.plimsoll.server.jobs.JobRun;
import io.plimsoll.server.jobs.JobTicket;
import io.plimsoll.server.jobs.LostRunException;
import io.plimsoll.server.jobs.RemoteSource;
import io.plimsoll.server.jobs.RunStore;
import io.plimsoll.server.jobs.StepFailedException;
import io.plimsoll.server.jobs.StoppedException;
import io.plimsoll.server.platform.blobs.BlobStore;
import io.plimsoll.server.platform.config.Home;
import io.plimsoll.server.platform.config.PlimsollConfig;
import io.plimsoll.server.platform.crypto.KeyedHash;
import io.plimsoll.server.platform.database.ProjectId;
import io.plimsoll.server.platform.files.FileTree;
import io.plimsoll.server.registry.AliasStore;
import io.plimsoll.server.registry.AllowedGlobalStore;
import io.plimsoll.server.registry.BaselineStore;
import io.plimsoll.server.registry.ModelStore;
import io.plimsoll.server.registry.PreviewStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Runs deploy jobs, each from its claim to its end. */
@ApplicationScoped
public class DeployRunner {
  private static final Logger LOG = Logger.getLogger(DeployRunner.class);

  private final CredentialStore credentials;
  private final RunStore runs;
  private final JobQueue queue;
  private final ModelStore models;
  private final AliasStore aliases;
  private final PreviewStore previews;
  private final BaselineStore baselines;
  private final AllowedGlobalStore allowedGlobals;
  private final ReplicaStore replicas;
  private final BlobStore blobs;
  private final RemoteSource remote;
  private final InferenceEngine engine;
  private final KeyedHash hash;
  private final Home home;
  private final PlimsollConfig config;
  private final InstantSource clock;

  public DeployRunner(
      CredentialStore credentials,
      RunStore runs,
      JobQueue queue,
      ModelStore models,
      AliasStore aliases,
      PreviewStore previews,
      BaselineStore baselines,
      AllowedGlobalStore allowedGlobals,
      ReplicaStore replicas,
      BlobStore blobs,
      RemoteSource remote,
      InferenceEngine engine,
      KeyedHash hash,
      Home home,
      PlimsollConfig config,
      InstantSource clock) {
    this.credentials = credentials;
    this.runs = runs;
    this.queue = queue;
    this.models = models;
    this.aliases = aliases;
    this.previews = previews;
    this.baselines = baselines;
    this.allowedGlobals = allowedGlobals;
    this.replicas = replicas;
    this.blobs = blobs;
    this.remote = remote;
    this.engine = engine;
    this.hash = hash;
    this.home = home;
    this.config = config;
    this.clock = clock;
  }

  /** Runs the job of a ticket, if this process gets hold of it. */
  public void run(JobTicket ticket) throws InterruptedException {
    Optional<Assignment> claimed =
        tenant(ticket.project()).flatMap(tenant -> runs.claim(tenant, ticket));
    if (claimed.isPresent()) {
      run(claimed.get());
      sendOn(claimed.get().tenant());
    }
  }

  /** What stood in line behind a job need not wait for the next round of the recovery. */
  private void sendOn(Tenant tenant) {
    runs.due(tenant).forEach(queue::offer);
  }

  private Optional<Tenant> tenant(ProjectId project) {
    return credentials.allProjects().stream()
        .filter(tenant -> tenant.project().equals(project))
        .findFirst();
  }

  private void run(Assignment job) throws InterruptedException {
    Path folder = folder(home, job.job().toString());
    String firstStep = DeployStep.FETCH.text();
    try (JobRun run = new JobRun(runs, job, firstStep, config.build().timeout(), clock)) {
      Release release =
          new Release(
              run,
              runs,
              models,
              aliases,
              previews,
              baselines,
              replicas,
              new Admission(engine),
              clock);
      try {
        Preparation.clear(folder);
        end(run, release, attempt(run, release, folder));
      } catch (LostRunException lost) {
        LOG.warnf("the job %s was taken from this process", job.job());
      }
    } catch (IOException failure) {
      throw new IllegalStateException("cannot make the work folder " + folder, failure);
    } finally {
      remove(folder);
      remove(graphs(folder));
    }
  }

  /** Does the work and turns every way in which it can end into an ending. */
  private Ending attempt(JobRun run, Release release, Path folder) throws InterruptedException {
    try {
      long maxBytes = config.build().maxRepositoryBytes();
      Prepared prepared =
          new Preparation(run, blobs, remote, allowedGlobals, engine, folder, maxBytes).prepare();
      BaselineStep baselines = new BaselineStep(run, engine, hash);
      Baseline baseline = run.step(DeployStep.BASELINE.text(), () -> baselines.make(prepared));
      CompileStep compiler = new CompileStep(run, blobs, engine, graphs(folder));
      Compiled compiled =
          run.step(DeployStep.COMPILE.text(), () -> compiler.compile(prepared, baseline));
      release.release(prepared, baseline, compiled);
      return new Ending.Over(new JobOutcome.Succeeded());
    } catch (StepFailedException failure) {
      String message = String.valueOf(failure.getMessage());
      return PutOff.of(failure, run.assignment().putOffs())
          .<Ending>map(putOff -> new Ending.Later(message, putOff))
          .orElseGet(() -> new Ending.Over(new JobOutcome.Failed(message)));
    } catch (StoppedException stopped) {
      return switch (stopped.reason()) {
        case StoppedException.Reason.Cancelled(String message) ->
            new Ending.Over(new JobOutcome.Cancelled(message));
        case StoppedException.Reason.TimedOut(String message) ->
            new Ending.Over(new JobOutcome.Failed(message));
        case StoppedException.Reason.Lost lost ->
            throw new LostRunException(run.assignment().job());
      };
    } catch (InterruptedException | LostRunException stop) {
      // The process is stopping: the lease runs out, and the job is recovered by another process.
      throw stop;
    } catch (Exception failure) {
      LOG.errorf(failure, "the job %s failed", run.assignment().job());
      return new Ending.Over(
          new JobOutcome.Failed(
              "The server failed at this job (%s); its log says why."
                  .formatted(failure.getClass().getSimpleName())));
    }
  }

  private static void end(JobRun run, Release release, Ending ending) {
    switch (ending) {
      case Ending.Over(JobOutcome outcome) -> finish(run, release, outcome);
      case Ending.Later(String message, PutOff putOff) -> {
        run.log(message);
        release.withdraw();
        run.log(putOff.sentence());
        run.putOff(putOff.delay());
      }
    }
  }

  private static void finish(JobRun run, Release release, JobOutcome outcome) {
    switch (outcome) {
      case JobOutcome.Succeeded done -> {}
      case JobOutcome.Failed(String message) -> {
        run.log(message);
        release.withdraw();
      }
      case JobOutcome.Cancelled(String message) -> {
        run.log(message);
        release.withdraw();
      }
    }
    run.finish(outcome);
  }

  /** How an attempt ended. */
  private sealed interface Ending {
    record Over(JobOutcome outcome) implements Ending {}

    record Later(String message, PutOff putOff) implements Ending {}
  }

  /** Where a job works. */
  static Path folder(Home home, String job) {
    return home.work().resolve(job);
  }

  /** Beside the model's files, so that a graph never mixes with what was pushed. */
  static Path graphs(Path folder) {
    return folder.resolveSibling(folder.getFileName() + "-graph");
  }

  private static void remove(Path folder) {
    try {
      FileTree.delete(folder);
    } catch (IOException failure) {
      LOG.warnf("the work folder %s could not be deleted: %s", folder, failure.getMessage());
    }
  }
}
