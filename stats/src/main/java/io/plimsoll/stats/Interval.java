package io.plimsoll.stats;

/**
 * Where a quantity lies with a stated confidence.
 *
 * @param estimate the quantity as it was seen; NaN if nothing was
 */
public record Interval(double estimate, double lower, double upper) {}
