/**
 * Anomalies: values of a series that are not as its past lets expect, and hours or days of a model
 * whose profile is unlike the others. AnomalyRound, in the monitor role, judges each bucket of a
 * watched series once it is over; Backtests tells what a setting would have found; OddProfiles
 * grows an isolation forest on stored profiles. The judgement itself is {@link
 * io.plimsoll.stats.anomaly.Detector}, a pure function of the points before.
 *
 * <p>What always holds: points, anomalies and the place in time move in one transaction, under the
 * lock of the series; judging a bucket again comes to the same, so that late events and a killed
 * process change nothing but what they should; what people called expected is neither judged nor
 * learned from. Owns watched_series, judged_points and anomalies.
 */
@NullMarked
package io.plimsoll.server.anomaly;

import org.jspecify.annotations.NullMarked;
