package io.plimsoll.events;

import org.jspecify.annotations.Nullable;

/**
 * A dataset that an execution read or wrote.
 *
 * @param name a table's name or the place of the files
 * @param files how many files it took
 */
public record SparkData(
    String name,
    @Nullable String format,
    @Nullable Long rows,
    @Nullable Long bytes,
    @Nullable Long files) {}
