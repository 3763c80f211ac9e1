/**
 * Scheduled checks: a model's latest window is compared hourly, daily or by cron, and each run
 * leaves a report.
 *
 * <p>Enter at CheckResource and ReportResource; CheckRound, in the monitor role, runs what is due.
 * What always holds: a check has one report for each time at which it was due, whoever shares the
 * schedule and whatever dies; its window ends at that time, so a late run tells the same; without
 * data the outcome is "no data" and never "no drift". Owns drift_checks and drift_reports.
 */
@NullMarked
package io.plimsoll.server.drift.check;

import org.jspecify.annotations.NullMarked;
