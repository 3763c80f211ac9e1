package io.plimsoll.server.pipeline;

import io.plimsoll.server.platform.database.ProjectId;
import org.jdbi.v3.core.Handle;

/**
 * One writer a project at a time: rollups and profiles are read, merged and written back, and who
 * did so without this lock would lose or double what another one merged meanwhile.
 */
final class ProjectLock {
  private ProjectLock() {}

  /** Waits for the lock and holds it to the end of the handle's transaction. */
  static void hold(Handle handle, ProjectId project) {
    handle
        .createQuery("SELECT pg_advisory_xact_lock(:high)::text")
        .bind("high", project.value().getMostSignificantBits())
        .mapTo(String.class)
        .one();
  }
}
