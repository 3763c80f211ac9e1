package io.plimsoll.server.spark;

import org.jspecify.annotations.Nullable;

/**
 * Something that could be better.
 *
 * @param kind what it is, as a stable word
 * @param part the key of the stage, the query or the stream; absent if it is the whole application
 * @param finding what was seen, with its numbers
 * @param advice what to do about it
 * @param value the figure that was judged
 */
public record SparkAdvice(
    String kind,
    SparkSeverity severity,
    @Nullable String part,
    String finding,
    String advice,
    double value) {}
