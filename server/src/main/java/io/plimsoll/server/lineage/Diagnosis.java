package io.plimsoll.server.lineage;

import io.plimsoll.server.lineage.Health.Level;
import io.plimsoll.server.lineage.HealthStore.Batch;
import io.plimsoll.server.lineage.HealthStore.Findings;
import io.plimsoll.server.lineage.HealthStore.Firing;
import io.plimsoll.server.lineage.HealthStore.Runs;
import io.plimsoll.server.lineage.HealthStore.Stages;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says of each kind of node how it fares, in words. */
final class Diagnosis {
  private static final int LONGEST = 300;

  private Diagnosis() {}

  /**
   * By the last run that has ended. Its parts count, because listeners end a run well too often.
   */
  static Health ofJob(@Nullable Runs runs) {
    if (runs == null || runs.ended() == null) {
      return Health.UNKNOWN;
    }
    String parts =
        "%d run%s that the last one started failed."
            .formatted(runs.failedParts(), runs.failedParts() == 1 ? "" : "s");
    return switch (runs.ended()) {
      case "failed" ->
          Health.of(
              Level.FAILING,
              runs.error() == null
                  ? "The last run failed."
                  : "The last run failed: " + cut(runs.error()));
      case "aborted" -> Health.of(Level.WARNING, "The last run was aborted.");
      default ->
          runs.failedParts() > 0
              ? Health.of(Level.FAILING, parts)
              : Health.of(Level.PASSING, "The last run completed.");
    };
  }

  static Health ofDataset(@Nullable Findings findings, @Nullable String lifecycle) {
    Health health = Health.UNKNOWN;
    if ("DROP".equalsIgnoreCase(lifecycle)) {
      health = Health.of(Level.WARNING, "It was dropped.");
    }
    if (findings == null) {
      return health;
    }
    if ("failed".equals(findings.writer())) {
      health = health.and(Health.of(Level.WARNING, "The run that wrote it last failed."));
    } else if ("aborted".equals(findings.writer())) {
      health = health.and(Health.of(Level.WARNING, "The run that wrote it last was aborted."));
    }
    return findings.checkedAt() == null ? health : health.and(ofChecks(findings));
  }

  private static Health ofChecks(Findings findings) {
    long passed = count(findings.passed());
    long failed = count(findings.failed());
    long warned = count(findings.warned());
    long all = passed + failed + warned;
    if (failed > 0) {
      return Health.of(Level.FAILING, "%d of %d assertions failed.".formatted(failed, all));
    }
    if (warned > 0) {
      return Health.of(
          Level.WARNING, "%d of %d assertions failed as warnings.".formatted(warned, all));
    }
    return Health.of(Level.PASSING, "All of %d assertions hold.".formatted(all));
  }

  private static long count(@Nullable Long number) {
    return number == null ? 0 : number;
  }

  static Health ofBatch(@Nullable Batch batch) {
    if (batch == null) {
      return Health.UNKNOWN;
    }
    if (batch.critical() > 0) {
      return Health.of(
          Level.FAILING,
          "%d critical check%s of the last batch failed."
              .formatted(batch.critical(), batch.critical() == 1 ? "" : "s"));
    }
    if (batch.isOverdue()) {
      return Health.of(
          Level.WARNING, "A batch is overdue; the last one is of %s.".formatted(batch.at()));
    }
    if (batch.lesser() > 0) {
      return Health.of(
          Level.WARNING,
          "%d check%s of the last batch failed, none critical."
              .formatted(batch.lesser(), batch.lesser() == 1 ? "" : "s"));
    }
    return batch.checks() == 0
        ? Health.UNKNOWN
        : Health.of(
            Level.PASSING, "All %d checks of the last batch hold.".formatted(batch.checks()));
  }

  static Health ofModel(List<Firing> firing, @Nullable Instant judgedAt) {
    Health health = judgedAt == null ? Health.UNKNOWN : Health.of(Level.PASSING, "No alert fires.");
    for (Firing each : firing) {
      health =
          health.and(
              Health.of(
                  each.isCritical() ? Level.FAILING : Level.WARNING,
                  each.alerts() == 1
                      ? "An alert fires: " + each.title()
                      : "%d alerts fire, among them: %s".formatted(each.alerts(), each.title())));
    }
    return health;
  }

  static Health ofPipeline(@Nullable Stages stages) {
    if (stages == null) {
      return Health.UNKNOWN;
    }
    boolean hasFailed =
        stages.failed() != null && (stages.ok() == null || !stages.failed().isBefore(stages.ok()));
    return hasFailed
        ? Health.of(Level.FAILING, "A stage failed in the last minute in which it ran.")
        : Health.of(Level.PASSING, "Its last stages went well.");
  }

  private static String cut(String text) {
    String line = text.lines().findFirst().orElse("");
    return line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
  }
}
