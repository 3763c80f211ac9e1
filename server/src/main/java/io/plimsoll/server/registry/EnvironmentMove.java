package io.plimsoll.server.registry;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A line in the history of an environment.
 *
 * @param from the version before; null if there was none
 * @param kind deploy, promote or rollback
 */
public record EnvironmentMove(
    Environment environment,
    @Nullable Integer from,
    int to,
    String kind,
    Instant movedAt,
    String movedBy) {}
