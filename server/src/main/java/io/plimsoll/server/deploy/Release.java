package io.plimsoll.server.deploy;

import io.plimsoll.inference.LatencyCard;
import io.plimsoll.inference.Probe;
import io.plimsoll.inference.python.PythonEnvironment;
import io.plimsoll.inference.python.Requirements;
import io.plimsoll.inference.repository.Inspection;
import io.plimsoll.inference.tensor.TensorSpec;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.jobs.Assignment;
import io.plimsoll.server.jobs.JobRun;
import io.plimsoll.server.jobs.RunStore;
import io.plimsoll.server.jobs.StepFailedException;
import io.plimsoll.server.registry.AliasStore;
import io.plimsoll.server.registry.BaselineStore;
import io.plimsoll.server.registry.Engine;
import io.plimsoll.server.registry.Environment;
import io.plimsoll.server.registry.Evidence;
import io.plimsoll.server.registry.ModelName;
import io.plimsoll.server.registry.ModelStore;
import io.plimsoll.server.registry.NewBaseline;
import io.plimsoll.server.registry.NewVersion;
import io.plimsoll.server.registry.PreviewName;
import io.plimsoll.server.registry.PreviewStore;
import io.plimsoll.server.registry.Target;
import io.plimsoll.server.registry.VersionRef;
import io.plimsoll.server.registry.VersionSignature;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The last two steps: the version is written, its environment points at it on trial, and a serving
 * process has it ready. A trial that fails is taken back. A version for a preview leaves the
 * environments alone.
 */
final class Release {
  private static final int SAMPLE = 5;
  private static final int EXAMPLES = 20;
  private static final Duration LIVE_LIMIT = Duration.ofSeconds(60);
  private static final Duration LOOK_INTERVAL = Duration.ofMillis(50);

  private final JobRun run;
  private final RunStore runs;
  private final ModelStore models;
  private final AliasStore aliases;
  private final PreviewStore previews;
  private final BaselineStore baselines;
  private final ReplicaStore replicas;
  private final Admission admission;
  private final InstantSource clock;
  private final Assignment job;
  private final ModelName model;
  private final Target target;
  private @Nullable VersionRef trial;

  Release(
      JobRun run,
      RunStore runs,
      ModelStore models,
      AliasStore aliases,
      PreviewStore previews,
      BaselineStore baselines,
      ReplicaStore replicas,
      Admission admission,
      InstantSource clock) {
    this.run = run;
    this.runs = runs;
    this.models = models;
    this.aliases = aliases;
    this.previews = previews;
    this.baselines = baselines;
    this.replicas = replicas;
    this.admission = admission;
    this.clock = clock;
    this.job = run.assignment();
    this.model = new ModelName(job.model());
    this.target = Target.parse(job.target());
  }

  void release(Prepared prepared, Baseline baseline, Compiled compiled) throws Exception {
    Instant since = clock.instant();
    VersionRef version =
        run.step(DeployStep.DEPLOY.text(), () -> deploy(prepared, baseline, compiled));
    run.step(
        DeployStep.LIVE.text(),
        () ->
            switch (target) {
              case Target.In(Environment environment) -> live(environment, version, since);
              case Target.Preview(PreviewName name) -> show(version, name);
            });
  }

  /** Takes the trial back if there is one; what was live before is live again. */
  void withdraw() {
    VersionRef version = trial;
    if (version != null && target instanceof Target.In(Environment environment)) {
      trial = null;
      Optional<Integer> now = aliases.withdraw(tenant(), model, environment, version.number());
      run.log(
          environment.titled()
              + now.map(number -> " points at version " + number + " again.")
                  .orElse(" points at no version."));
    }
  }

  private VersionRef deploy(Prepared prepared, Baseline baseline, Compiled compiled)
      throws StepFailedException {
    admission.require(prepared, compiled);
    VersionRef version = models.addVersion(tenant(), model, version(prepared, compiled));
    if (!baseline.columns().isEmpty()) {
      NewBaseline made =
          NewBaseline.ofPush(
              baseline.source(),
              baseline.rows(),
              baseline.columns(),
              baseline.kept(),
              job.createdBy());
      baselines.add(tenant(), version.id(), made, true);
    }
    runs.assignVersion(job, version.number());
    if (target instanceof Target.In(Environment environment)) {
      trial = version;
      aliases.tryOut(tenant(), model, environment, version, job.createdBy());
    }
    run.conclude("version " + version.number());
    return version;
  }

  /** A preview is loaded when it is first called: many are looked at once or never. */
  private Void show(VersionRef version, PreviewName name) {
    String branch = Objects.requireNonNullElse(job.branch(), name.text());
    previews.point(tenant(), model, name, branch, version, job.createdBy());
    run.conclude(
        "version %d answers as %s; production stays where it is".formatted(version.number(), name));
    return null;
  }

  private Void live(Environment environment, VersionRef version, Instant since) throws Exception {
    long deadline = System.nanoTime() + LIVE_LIMIT.toNanos();
    while (true) {
      run.check();
      switch (replicas.readiness(tenant(), version.id(), since)) {
        case ReplicaStore.Readiness.Ready ready -> {
          confirm(environment, version);
          return null;
        }
        case ReplicaStore.Readiness.Failed failed ->
            throw new StepFailedException(
                "The version could not be loaded for serving: " + failed.reason());
        case ReplicaStore.Readiness.Waiting waiting -> {
          if (System.nanoTime() - deadline >= 0) {
            throw late(waiting);
          }
          run.interruptibly(
              () -> {
                TimeUnit.NANOSECONDS.sleep(LOOK_INTERVAL.toNanos());
                return true;
              });
        }
      }
    }
  }

  private static StepFailedException late(ReplicaStore.Readiness.Waiting waiting) {
    return waiting.isSeen()
        ? new StepFailedException(
            "The version was not ready for serving within %d s; a model that loads slowly needs to be made lighter."
                .formatted(LIVE_LIMIT.toSeconds()))
        : StepFailedException.passing(
            "No serving process took the version up within %d s; is a process with the role \"serve\" running?"
                .formatted(LIVE_LIMIT.toSeconds()));
  }

  private void confirm(Environment environment, VersionRef version) {
    boolean stands = aliases.confirm(tenant(), model, environment, version, job.createdBy());
    trial = null;
    String answers =
        "version %d answers".formatted(version.number())
            + (environment == Environment.PRODUCTION ? "" : " in " + environment);
    run.conclude(
        stands
            ? answers
            : "%s, but %s was moved elsewhere meanwhile".formatted(answers, environment));
  }

  private NewVersion version(Prepared prepared, Compiled compiled) {
    Inspection inspection = prepared.inspection();
    Probe probe = prepared.probe();
    boolean isInJvm = compiled.graph().isPresent() || inspection.framework().isInServer();
    return new NewVersion(
        inspection.framework().word(),
        isInJvm ? Engine.JVM : Engine.PYTHON,
        // The archive of the pushed commit is the archive of the model's directory: nothing of it
        // is changed.
        prepared.source(),
        compiled.graph().map(Compiled.Graph::file).orElse(null),
        inspection.sizeBytes(),
        prepared.environment().map(PythonEnvironment::digest).orElse(null),
        prepared.environment().map(PythonEnvironment::pythonVersion).orElse(null),
        compiled.manifest(prepared).toJson(),
        new VersionSignature(specs(probe.signature().inputs()), specs(probe.signature().outputs())),
        evidence(prepared, compiled),
        first(probe.inputRows(), EXAMPLES),
        job.commit(),
        job.commitMessage(),
        job.createdBy(),
        job.job().value());
  }

  private Evidence evidence(Prepared prepared, Compiled compiled) {
    Probe probe = prepared.probe();
    List<Evidence.Step> steps =
        run.reports().stream()
            .map(step -> new Evidence.Step(step.name(), step.durationMs(), step.detail()))
            .toList();
    return new Evidence(
        steps,
        prepared.inspection().testData().size(),
        probe.loadMs(),
        probe.inferMsPerRow(),
        first(probe.outputRows(), SAMPLE),
        prepared.scan().summary(),
        prepared.environment().map(built -> environment(prepared, built)).orElse(null),
        compiled.evidence().orElse(null),
        latency(compiled.card(prepared)));
  }

  private static Evidence.LatencyCard latency(LatencyCard card) {
    return new Evidence.LatencyCard(
        card.startMs(),
        card.residentBytes(),
        card.curve().stream()
            .map(
                point ->
                    new Evidence.LatencyPoint(
                        point.rows(), point.calls(), point.p50Ms(), point.p99Ms()))
            .toList());
  }

  private static Evidence.Environment environment(Prepared prepared, PythonEnvironment built) {
    Requirements requirements = prepared.inspection().requirements().orElseGet(Requirements::none);
    return new Evidence.Environment(
        String.join("\n", requirements.lines()),
        prepared.inspection().settings().python().orElse(null),
        built.lock());
  }

  private static List<VersionSignature.Spec> specs(List<TensorSpec> specs) {
    return specs.stream()
        .map(spec -> new VersionSignature.Spec(spec.name(), spec.type().name(), spec.shape()))
        .toList();
  }

  private static List<Map<String, @Nullable Object>> first(
      List<Map<String, @Nullable Object>> rows, int limit) {
    return rows.subList(0, Math.min(limit, rows.size()));
  }

  private Tenant tenant() {
    return job.tenant();
  }
}
