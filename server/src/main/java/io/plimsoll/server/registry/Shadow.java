package io.plimsoll.server.registry;

import java.time.Instant;

/**
 * A version that is asked what production is asked, and answers nobody.
 *
 * @param perMille the part of the calls that it gets a copy of, in thousandths
 */
public record Shadow(int version, int perMille, Instant changedAt, String changedBy) {}
