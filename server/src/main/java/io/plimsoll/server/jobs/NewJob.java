package io.plimsoll.server.jobs;

import io.plimsoll.server.platform.blobs.Digest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A deploy job to be made of the files in the blob {@code source}, or of what the job itself
 * fetches if there is none. {@code branch} and {@code commit} say where in a repository they come
 * from, {@code target} what the version is for: the name of an environment or of a preview.
 */
public record NewJob(
    Door door,
    String model,
    @Nullable String branch,
    @Nullable String commit,
    String commitMessage,
    @Nullable Digest source,
    String createdBy,
    String target,
    List<String> steps) {
  /** The steps of a deploy job, in their order. */
  public static final List<String> STEPS =
      List.of(
          "fetch", "scan", "environment", "load", "infer", "baseline", "compile", "deploy", "live");

  public NewJob {
    steps = List.copyOf(steps);
  }
}
