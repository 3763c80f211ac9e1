package io.plimsoll.server.platform.eventlog;

import io.plimsoll.server.platform.database.ProjectId;
import java.time.Instant;
import java.util.Optional;

/**
 * A record as read from the log. The bytes are not copied; nobody may change them.
 *
 * @param project the tenant that the door stamped on it, or that a record of {@link Topic#DIRECT}
 *     claims; empty if the record carries none
 * @param signature what a record of {@link Topic#DIRECT} says of its writer
 * @param appendedAt when the broker appended it
 */
public record LogRecord(
    Topic topic,
    int partition,
    long offset,
    Optional<ProjectId> project,
    Optional<Signature> signature,
    Instant appendedAt,
    byte[] value) {

  /** The same record, of this project or of none. */
  public LogRecord of(Optional<ProjectId> owner) {
    return new LogRecord(topic, partition, offset, owner, signature, appendedAt, value);
  }
}
