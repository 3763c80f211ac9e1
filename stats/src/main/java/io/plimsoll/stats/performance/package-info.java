/**
 * How good a model's answers are: realised, from answers whose truth is known, and estimated, while
 * it is not.
 *
 * <p>Enter at {@link io.plimsoll.stats.performance.ConfusionMatrix}, {@link
 * io.plimsoll.stats.performance.ScoredLabels}, {@link
 * io.plimsoll.stats.performance.RegressionErrors} and {@link
 * io.plimsoll.stats.performance.RankedLists} for what has come out, and at {@link
 * io.plimsoll.stats.performance.EstimatedPerformance} for what has not. Every figure is an {@link
 * io.plimsoll.stats.performance.Estimate}: it knows its sampling error, so that two windows are not
 * told apart by chance.
 *
 * <p>What always holds: names and edge cases are those of scikit-learn unless the documentation
 * says otherwise; what is undefined is NaN and has no rows; nothing here is safe for use by several
 * threads at once.
 */
@NullMarked
package io.plimsoll.stats.performance;

import org.jspecify.annotations.NullMarked;
