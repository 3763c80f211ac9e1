package io.plimsoll.server.monitor.rules;

import org.jspecify.annotations.Nullable;

/**
 * In what way a distribution differs from its baseline; the means are null for categories and where
 * there is no value.
 *
 * @param measure what the reading's value is of: psi, missing (rows without a value), or the
 *     definition that the settings name
 * @param psi the stability index, whatever the column is judged by
 * @param psiNoise what chance alone makes of it, in 95 of 100 windows
 * @param newShare the share of current rows whose value the baseline never showed
 */
public record Shift(
    String measure,
    double psi,
    double psiNoise,
    double baselineMissing,
    double currentMissing,
    double newShare,
    @Nullable Double baselineMean,
    @Nullable Double currentMean) {}
