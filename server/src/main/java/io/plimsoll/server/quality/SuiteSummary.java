package io.plimsoll.server.quality;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A version of a suite in a list. */
public record SuiteSummary(
    String name,
    int version,
    @Nullable String dataset,
    int expectations,
    String createdBy,
    Instant createdAt) {}
