package io.plimsoll.server.monitor.rules;

import org.jspecify.annotations.Nullable;

/**
 * In what way a distribution differs from its baseline; the means are null for categories and where
 * there is no value.
 *
 * @param newShare the share of current rows whose value the baseline never showed
 */
public record Shift(
    double baselineMissing,
    double currentMissing,
    double newShare,
    @Nullable Double baselineMean,
    @Nullable Double currentMean) {}
