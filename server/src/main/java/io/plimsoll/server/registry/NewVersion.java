package io.plimsoll.server.registry;

import io.plimsoll.server.platform.blobs.Digest;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A version to be kept. {@code files} is the blob of the model's directory, {@code compiled} that
 * of the graph which answers in its place, {@code manifest} the inference module's JSON.
 */
public record NewVersion(
    String framework,
    Engine engine,
    Digest files,
    @Nullable Digest compiled,
    long sizeBytes,
    @Nullable String environmentDigest,
    @Nullable String python,
    String manifest,
    VersionSignature signature,
    Evidence evidence,
    List<Map<String, @Nullable Object>> exampleRows,
    @Nullable String commit,
    String commitMessage,
    String createdBy,
    UUID job) {
  public NewVersion {
    exampleRows = List.copyOf(exampleRows);
  }
}
