package io.plimsoll.server.registry;

import io.plimsoll.server.platform.blobs.Digest;
import io.plimsoll.server.platform.database.ProjectId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * All that a serving process needs to load a version: its files as a blob, the inference module's
 * manifest, and for Python what to make the environment of where it is missing: the packages that
 * were asked for, and the versions that were installed. Where there is a {@code compiled} graph,
 * that blob and the manifest are enough.
 */
public record ServedVersion(
    ProjectId project,
    String model,
    UUID versionId,
    int number,
    Digest files,
    Optional<Digest> compiled,
    String manifest,
    String framework,
    Optional<String> environmentDigest,
    Optional<String> requirements,
    List<String> lock,
    Optional<String> python) {
  public ServedVersion {
    lock = List.copyOf(lock);
  }
}
