package io.plimsoll.server.monitor;

import io.plimsoll.server.platform.config.PlimsollConfig;
import io.plimsoll.server.platform.config.Role;
import io.plimsoll.server.platform.schedule.RecurringWork;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;

/** What the monitor role does again and again. */
@Singleton
public class MonitorWork {
  private static final Duration MAIL = Duration.ofSeconds(1);
  private static final Duration RETENTION = Duration.ofHours(1);

  @Produces
  @Singleton
  RecurringWork monitor(Monitor monitor, PlimsollConfig config) {
    return new RecurringWork("monitor", Role.MONITOR, config.monitor().interval(), monitor::run);
  }

  @Produces
  @Singleton
  RecurringWork canaryAlerts(CanaryAlerts alerts, PlimsollConfig config) {
    return new RecurringWork(
        "canary-alerts", Role.MONITOR, config.monitor().interval(), alerts::run);
  }

  @Produces
  @Singleton
  RecurringWork datasetAlerts(DatasetAlerts alerts, PlimsollConfig config) {
    return new RecurringWork(
        "dataset-alerts", Role.MONITOR, config.monitor().interval(), alerts::run);
  }

  @Produces
  @Singleton
  RecurringWork anomalyAlerts(AnomalyAlerts alerts, PlimsollConfig config) {
    return new RecurringWork(
        "anomaly-alerts", Role.MONITOR, config.monitor().interval(), alerts::run);
  }

  @Produces
  @Singleton
  RecurringWork checkAlerts(CheckAlerts alerts, PlimsollConfig config) {
    return new RecurringWork(
        "check-alerts", Role.MONITOR, config.monitor().interval(), alerts::run);
  }

  @Produces
  @Singleton
  RecurringWork decayAlerts(DecayAlerts alerts, PlimsollConfig config) {
    return new RecurringWork(
        "decay-alerts", Role.MONITOR, config.monitor().interval(), alerts::run);
  }

  @Produces
  @Singleton
  RecurringWork sparkAlerts(SparkAlerts alerts, PlimsollConfig config) {
    return new RecurringWork(
        "spark-alerts", Role.MONITOR, config.monitor().interval(), alerts::run);
  }

  @Produces
  @Singleton
  RecurringWork notifications(MailRound mail) {
    return new RecurringWork("notifications", Role.MONITOR, MAIL, mail::run);
  }

  @Produces
  @Singleton
  RecurringWork retention(Retention retention) {
    return new RecurringWork("retention", Role.MONITOR, RETENTION, retention::run);
  }
}
