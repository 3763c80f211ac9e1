package io.plimsoll.server.registry;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Who made which baseline of a version the current one.
 *
 * @param move counts from 1 within the version
 * @param from the baseline that was current until then; absent for the first
 */
public record BaselineMove(
    int move, @Nullable Integer from, int to, String by, Instant at, String reason) {}
