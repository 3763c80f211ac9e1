package io.plimsoll.server.jobs;

import io.plimsoll.server.platform.blobs.Digest;
import java.util.List;

/** A deploy job to be made of a pushed commit, whose files are the blob {@code source}. */
public record NewJob(
    String model,
    String branch,
    String commit,
    String commitMessage,
    Digest source,
    String createdBy,
    List<String> steps) {
  public NewJob {
    steps = List.copyOf(steps);
  }
}
