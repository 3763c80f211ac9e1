package io.plimsoll.server.retention.archive;

import io.plimsoll.server.retention.EventType;
import java.time.Instant;
import java.time.LocalDate;

/** A day of one type of event of one project, as a Parquet file. */
public record ArchivedDay(
    EventType type,
    LocalDate day,
    long events,
    long bytes,
    String location,
    String sha256,
    Instant archivedAt) {}
