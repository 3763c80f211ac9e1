/**
 * How the columns of a model are compared where the default is not what people want, and how many
 * false alarms a week they accept.
 *
 * <p>Enter at DriftSettingsResource; comparisons, checks and the monitor's drift rule go by what is
 * stored here. DriftSegmentsResource says by which segments the pipeline keeps profiles apart,
 * which it does by its own tables. What always holds: a setting that is stored can be computed, and
 * every change says who made it. Owns drift_settings, drift_budgets and drift_setting_changes.
 */
@NullMarked
package io.plimsoll.server.drift.settings;

import org.jspecify.annotations.NullMarked;
