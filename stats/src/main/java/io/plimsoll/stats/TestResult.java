package io.plimsoll.stats;

/**
 * The outcome of a significance test.
 *
 * @param statistic the test's own measure of difference
 * @param pValue the probability of such a statistic, or a larger one, when nothing has changed
 */
public record TestResult(double statistic, double pValue) {}
