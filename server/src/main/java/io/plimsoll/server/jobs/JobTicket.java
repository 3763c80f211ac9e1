package io.plimsoll.server.jobs;

import io.plimsoll.server.platform.database.ProjectId;
import java.util.UUID;

/**
 * What the scheduler carries to the process that is to run a job. The attempt makes tickets of a
 * job that starts again differ, so that a stale one is recognised and ignored.
 */
public record JobTicket(ProjectId project, JobId job, int attempt) {

  /** Reads what {@link #text} wrote. */
  public static JobTicket parse(String text) {
    String[] parts = text.split("/", -1);
    if (parts.length != 3) {
      throw new IllegalArgumentException("not a ticket of a job: " + text);
    }
    return new JobTicket(
        new ProjectId(UUID.fromString(parts[0])),
        new JobId(UUID.fromString(parts[1])),
        Integer.parseInt(parts[2]));
  }

  public String text() {
    return project + "/" + job + "/" + attempt;
  }
}
