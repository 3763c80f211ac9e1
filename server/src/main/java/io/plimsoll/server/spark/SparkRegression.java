package io.plimsoll.server.spark;

/**
 * A figure that is worse than in earlier runs, beyond what they differ among themselves and beyond
 * what a larger input explains.
 *
 * @param usual the median of the earlier runs
 * @param factor how many times the usual
 * @param inputFactor how many times the usual input this run has read
 * @param runs how many earlier runs that goes by
 */
public record SparkRegression(
    String measure, double value, double usual, double factor, double inputFactor, int runs) {}
