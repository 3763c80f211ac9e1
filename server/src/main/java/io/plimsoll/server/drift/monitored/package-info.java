/**
 * What the monitor's rule sees: the traffic of its window, or of any other one, beside the baseline
 * of the version, by the index that the rule goes by, and what it measured over time. Enter at
 * DriftResource. What always holds: nothing is asked of the database but profiles and what the
 * monitor stored.
 */
@NullMarked
package io.plimsoll.server.drift.monitored;

import org.jspecify.annotations.NullMarked;
