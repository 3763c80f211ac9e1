package io.plimsoll.server.jobs;

import io.plimsoll.server.platform.blobs.Digest;
import java.nio.file.Path;

/**
 * Fetches the files of a job that came without them. Known here so that the feature that runs jobs
 * and the one that knows repositories need not know each other.
 */
public interface RemoteSource {
  /**
   * Brings the files of the job's commit as a blob.
   *
   * @param folder an empty folder to work in
   */
  Digest fetch(JobRun run, Path folder) throws Exception;
}
