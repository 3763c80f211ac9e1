package io.plimsoll.server.registry;

import io.plimsoll.inference.repository.LogSettings;
import io.plimsoll.server.jobs.Door;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A version as everybody may see it. It never changes, but for what points at it. */
public record Version(
    int number,
    VersionState state,
    String framework,
    Engine engine,
    Instant createdAt,
    String createdBy,
    Door door,
    @Nullable String commit,
    String commitMessage,
    long sizeBytes,
    String digest,
    @Nullable String environmentDigest,
    @Nullable String python,
    VersionSignature signature,
    Evidence evidence,
    LogSettings log,
    @Nullable Baseline baseline,
    List<String> aliases,
    UUID jobId) {
  public Version {
    aliases = List.copyOf(aliases);
  }

  /** What production is compared with: {@code columns} counts features and outputs. */
  public record Baseline(long rows, int columns, String source) {}
}
