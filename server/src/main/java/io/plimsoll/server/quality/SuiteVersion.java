package io.plimsoll.server.quality;

import java.time.Instant;

/** A version of a suite: it is never changed. */
public record SuiteVersion(
    String name, int version, SuiteDocument suite, String createdBy, Instant createdAt) {}
