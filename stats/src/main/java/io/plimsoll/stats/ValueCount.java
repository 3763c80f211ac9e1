package io.plimsoll.stats;

/** A category and the rows that had it. */
public record ValueCount(String value, long count) {}
