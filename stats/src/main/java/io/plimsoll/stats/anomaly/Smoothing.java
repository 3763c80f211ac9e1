package io.plimsoll.stats.anomaly;

/**
 * How fast each part of a {@link HoltWinters} follows the error of a step, in the error-correction
 * form of R. Hyndman, A. Koehler, K. Ord, R. Snyder, Forecasting with Exponential Smoothing, 2008.
 *
 * @param level α
 * @param trend β, in textbooks α β*
 * @param damping φ: how much of the trend is left after a step, 1 for all of it
 * @param day γ of the daily season
 * @param week γ of the weekly season
 */
public record Smoothing(double level, double trend, double damping, double day, double week) {}
