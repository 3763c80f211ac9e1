/**
 * Judges and tells. Monitor evaluates the rules of every project (monitor.rules holds the judgement
 * itself, pure), AlertStore keeps what follows, MailRound empties the outbox through monitor.mail,
 * Retention forgets what is old. Enter at MonitorWork, which lists what is done again and again.
 *
 * <p>What always holds: an alert, its history and its mails are written in one transaction; one
 * alert of a rule and a model fires at a time; a message is leased before it is sent; a project
 * that fails keeps no other from being evaluated. Owns alert_rules, alerts, alert_history,
 * alert_recipients, notifications, drift_results, judgements, latency_baselines, spark_alert_rules
 * and smtp_settings; reads what pipeline, registry, drift and spark tell.
 */
@NullMarked
package io.plimsoll.server.monitor;

import org.jspecify.annotations.NullMarked;
