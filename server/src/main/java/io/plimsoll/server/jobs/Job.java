package io.plimsoll.server.jobs;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A job as everybody may see it. {@code version} is known once the job has made one. */
public record Job(
    JobId id,
    String kind,
    String model,
    @Nullable Integer version,
    JobState state,
    List<Step> steps,
    String branch,
    String commit,
    String commitMessage,
    String createdBy,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    @Nullable String error) {

  public Job {
    steps = List.copyOf(steps);
  }

  /** One step; {@code detail} is a short sentence on what came out of it. */
  public record Step(
      String name,
      StepState state,
      @Nullable Instant startedAt,
      @Nullable Instant finishedAt,
      @Nullable Long durationMs,
      @Nullable String detail) {

    static Step of(
        String name,
        StepState state,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable String detail) {
      Long duration =
          startedAt == null || finishedAt == null
              ? null
              : Long.valueOf(Duration.between(startedAt, finishedAt).toMillis());
      return new Step(name, state, startedAt, finishedAt, duration, detail);
    }
  }
}
