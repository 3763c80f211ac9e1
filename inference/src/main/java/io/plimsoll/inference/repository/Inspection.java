package io.plimsoll.inference.repository;

import io.plimsoll.inference.python.Requirements;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a repository holds. Paths are absolute.
 *
 * @param requirements empty where the repository has no requirements.txt
 * @param pickles every file of it that is a pickle or looks like one
 * @param sizeBytes of all files together
 */
public record Inspection(
    Path directory,
    Framework framework,
    Optional<Path> modelFile,
    Optional<Path> predictFile,
    Optional<Requirements> requirements,
    TestData testData,
    ModelSettings settings,
    Optional<Path> baseline,
    List<Path> pickles,
    long sizeBytes) {

  public Inspection {
    pickles = List.copyOf(pickles);
  }

  /** Whether it needs an environment and a worker. */
  public boolean needsPython() {
    return !framework.isInServer();
  }
}
