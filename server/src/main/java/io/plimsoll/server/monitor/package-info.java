/**
 * Judges and tells: drift, error-rate and latency rules over profiles and rollups, alerts with a
 * durable life, mail over SMTP with an outbox. Evaluated by one monitor at a time. Owns
 * alert_rules, alerts, alert_history, alert_recipients, notifications, drift_results, judgements,
 * latency_baselines and smtp_settings.
 */
@NullMarked
package io.plimsoll.server.monitor;

import org.jspecify.annotations.NullMarked;
