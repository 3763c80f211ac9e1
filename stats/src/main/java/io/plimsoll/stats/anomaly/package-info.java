/**
 * What is unusual: in a series over time, and among rows.
 *
 * <p>Enter at {@link io.plimsoll.stats.anomaly.Detector} for a series, point after point as they
 * come: it takes the method that the history supports ({@link io.plimsoll.stats.anomaly.Plan} says
 * which, why and what is missing for a better one) and answers with a {@link
 * io.plimsoll.stats.anomaly.Judgement}. {@link io.plimsoll.stats.anomaly.IsolationForest} is for
 * rows without an order.
 *
 * <p>What always holds: the same points give the same answers; nothing looks ahead; an anomaly is
 * kept out of what the detector learns, until it has lasted for a day and is how things are now; no
 * change fires that is smaller than the effect that was asked for, however certain it is. No class
 * is safe for use by several threads at once.
 */
@NullMarked
package io.plimsoll.stats.anomaly;

import org.jspecify.annotations.NullMarked;
