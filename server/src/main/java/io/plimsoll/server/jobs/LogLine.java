package io.plimsoll.server.jobs;

import java.time.Instant;

/** One line of a job's log; {@code n} rises strictly within the job. */
public record LogLine(int n, Instant at, String step, String text) {}
