/**
 * The judgement itself, as pure functions: what a window of traffic says (DriftRule, ErrorRule,
 * LatencyRule make an Assessment), what follows from it for an alert (AlertDecision.decide), and
 * how a person is told (AlertText). No clock, no database, no mail.
 *
 * <p>How far columns have drifted is judged in {@code drift.monitored}, for alerts and reports
 * alike.
 *
 * <p>What always holds: nothing fires on fewer rows than the rule's minimum, nor on a distance that
 * chance alone explains; it takes two evaluations in a row to fire and two to resolve, with a gap
 * between the two lines, so that a signal that trembles at the threshold does not flap.
 */
@NullMarked
package io.plimsoll.server.monitor.rules;

import org.jspecify.annotations.NullMarked;
