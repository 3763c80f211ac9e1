package io.plimsoll.server.platform.eventlog;

import io.plimsoll.server.platform.database.ProjectId;
import java.time.Instant;
import java.util.Optional;

/**
 * A record as read from the log. The bytes are not copied; nobody may change them.
 *
 * @param project the tenant that the door stamped on it; empty if the record carries none
 * @param appendedAt when the door appended it
 */
public record LogRecord(
    Topic topic,
    int partition,
    long offset,
    Optional<ProjectId> project,
    Instant appendedAt,
    byte[] value) {}
