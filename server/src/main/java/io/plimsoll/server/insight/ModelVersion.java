package io.plimsoll.server.insight;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An immutable version of a model, with what was found out before it was let in. */
public record ModelVersion(
    int number,
    State state,
    String framework,
    String engine,
    Instant createdAt,
    String createdBy,
    String commit,
    String commitMessage,
    long sizeBytes,
    String digest,
    @Nullable String environmentDigest,
    @Nullable String python,
    ModelSignature signature,
    Evidence evidence,
    @Nullable Baseline baseline,
    List<String> aliases,
    UUID jobId) {

  public ModelVersion {
    aliases = List.copyOf(aliases);
  }

  /** A version is written when it is ready; one that cannot be loaded is failed. */
  public enum State {
    @JsonProperty("ready")
    READY,
    @JsonProperty("failed")
    FAILED
  }

  /** What the deploy job measured. */
  public record Evidence(
      @Nullable List<StepEvidence> steps,
      @Nullable Integer testRows,
      @Nullable Double loadMs,
      @Nullable Double inferMsPerRow,
      @Nullable List<Object> outputsSample) {}

  /** One step of the deploy job. */
  public record StepEvidence(String name, double durationMs, @Nullable String detail) {}

  /** The data that traffic is compared with. */
  public record Baseline(long rows, int columns, String source) {}

  /** A name that points at a version. */
  public record Alias(String name, int version, Instant movedAt, String movedBy) {}
}
