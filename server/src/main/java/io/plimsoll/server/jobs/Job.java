package io.plimsoll.server.jobs;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A job as everybody may see it. {@code version} is known once the job has made one, {@code
 * notBefore} while it waits to be tried again; {@code target} is the environment or the preview
 * that the version is for.
 */
public record Job(
    JobId id,
    Kind kind,
    Door door,
    String model,
    @Nullable Integer version,
    JobState state,
    List<Step> steps,
    @Nullable String branch,
    @Nullable String commit,
    String commitMessage,
    String createdBy,
    String target,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    @Nullable String error,
    @Nullable JobId retryOf,
    @Nullable Instant notBefore) {

  public Job {
    steps = List.copyOf(steps);
  }

  /** What a job does. */
  @Schema(name = "JobKind")
  public enum Kind {
    /** Makes a version of what was pushed. */
    DEPLOY;

    @JsonValue
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Reads what {@link #text} wrote. */
    static Kind parse(String text) {
      return valueOf(text.toUpperCase(Locale.ROOT));
    }
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
