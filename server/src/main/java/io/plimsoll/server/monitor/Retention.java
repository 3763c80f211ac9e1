package io.plimsoll.server.monitor;

import io.plimsoll.server.identity.CredentialStore;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.config.PlimsollConfig;
import io.plimsoll.server.retention.EventType;
import io.plimsoll.server.retention.ExpiredDaysStore;
import io.plimsoll.server.retention.RetentionSettingsStore;
import io.plimsoll.server.retention.archive.Archive;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** Forgets what is older than it is kept, and sessions that have expired. */
@ApplicationScoped
public class Retention {
  private static final Logger LOG = Logger.getLogger(Retention.class);

  private final CredentialStore credentials;
  private final RetentionStore store;
  private final ExpiredDaysStore days;
  private final RetentionSettingsStore settings;
  private final Archive archive;
  private final InstantSource clock;
  private final int usualDays;

  public Retention(
      CredentialStore credentials,
      RetentionStore store,
      ExpiredDaysStore days,
      RetentionSettingsStore settings,
      Archive archive,
      InstantSource clock,
      PlimsollConfig config) {
    this.credentials = credentials;
    this.store = store;
    this.days = days;
    this.settings = settings;
    this.archive = archive;
    this.clock = clock;
    this.usualDays = config.retentionDays();
  }

  public void run() {
    Instant now = clock.instant();
    dropDays(LocalDate.ofInstant(now, ZoneOffset.UTC));
    RetentionStore.Forgotten forgotten = store.forgetEverywhere(before(now, usualDays), now);
    for (Tenant tenant : credentials.allProjects()) {
      forgotten = forgotten.plus(store.forget(tenant, ages(tenant, now)));
    }
    if (forgotten.isAnything()) {
      LOG.infof("retention forgot what was too old at %s: %s", now, forgotten);
    }
  }

  /** A day that cannot be archived or dropped now is looked at again in the next round. */
  private void dropDays(LocalDate today) {
    for (ExpiredDaysStore.Expired expired : days.find(today, usualDays)) {
      try {
        if (archive.isOn() ? archive.keepAndDrop(expired) : days.drop(expired)) {
          LOG.infof("retention dropped %s", expired);
        }
      } catch (RuntimeException | IOException notNow) {
        LOG.warnf("%s could not be dropped and is tried again: %s", expired, notNow.getMessage());
      } catch (InterruptedException stop) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private RetentionStore.Ages ages(Tenant tenant, Instant now) {
    Map<EventType, RetentionSettingsStore.Setting> own = settings.find(tenant);
    int ofPredictions = days(own, EventType.PREDICTIONS);
    int ofSeries =
        Stream.of(EventType.PREDICTIONS, EventType.METRICS, EventType.STAGES)
            .mapToInt(type -> days(own, type))
            .max()
            .orElse(usualDays);
    return new RetentionStore.Ages(
        before(now, ofPredictions),
        before(now, ofSeries),
        firstDay(now, days(own, EventType.DATASET_BATCHES)),
        firstDay(now, days(own, EventType.LINEAGE_EVENTS)),
        firstDay(now, days(own, EventType.SPARK_REPORTS)),
        before(now, usualDays));
  }

  /** The beginning of the first day that is not dropped. */
  private static Instant firstDay(Instant now, int days) {
    return before(now.truncatedTo(ChronoUnit.DAYS), days);
  }

  private int days(Map<EventType, RetentionSettingsStore.Setting> own, EventType type) {
    RetentionSettingsStore.Setting said = own.get(type);
    return said == null ? usualDays : said.days();
  }

  private static Instant before(Instant now, int days) {
    return now.minus(Duration.ofDays(days));
  }
}
