package io.plimsoll.server.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.events.Buckets;
import io.plimsoll.events.Event;
import io.plimsoll.events.RunningTotal;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.testing.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Running totals become what each adds, however they arrive; in the real database. */
class RunningTotalsIT {
  private static final TestDatabase DATABASE = TestDatabase.create();
  private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
  private static final Duration EVERY = Duration.ofMinutes(1);
  private static final Duration LONG_AGO = Duration.ofDays(3);

  @AfterAll
  static void close() {
    DATABASE.close();
  }

  @Test
  void addsUpTheSameInBatchesOfAnySizeAndWhenAllIsSentAgain() {
    for (int size : List.of(1, 7, 1_000)) {
      Tenant tenant = DATABASE.tenant("totals-" + size, "main");
      StoredEvents events = new StoredEvents(DATABASE.database(), tenant);
      for (int again = 0; again < 2; again++) {
        for (int minute = 1; minute <= 60; minute++) {
          events.metric(total("a", START, minute, 10 * minute));
          events.metric(total("b", START, minute, minute < 30 ? 5 : 9));
          if (minute > 20) {
            // An attribute that nobody had before: its sender was watched, so all of it counts.
            events.metric(total("c", START, minute, 2));
          }
        }
        events.storeBy(size);
      }

      assertThat(sum(tenant)).as("in batches of " + size).isEqualTo(600 + 9 + 2);
      assertThat(count(tenant, "metrics")).isEqualTo(60 + 60 + 40);
      assertThat(count(tenant, "running_totals")).isEqualTo(3);
    }
  }

  @Test
  void countsFromHereOnWhatBeganLongBeforeAnybodyWatched() {
    Tenant tenant = DATABASE.tenant("totals-old", "main");
    StoredEvents events = new StoredEvents(DATABASE.database(), tenant);
    Instant before = START.minus(LONG_AGO);

    events.metric(total("a", before, 1, 1_000_000));
    events.metric(total("b", before, 1, 500));
    events.store();
    assertThat(sum(tenant)).isZero();
    assertThat(count(tenant, "rollups")).isEqualTo(1);

    events.metric(total("a", before, 2, 1_000_007));
    events.metric(total("new", before, 2, 3));
    events.store();
    assertThat(sum(tenant)).isEqualTo(10);
  }

  @Test
  void beginsAnewWithTheSenderAndTellsTwoProcessesOfOneNameApart() {
    Tenant tenant = DATABASE.tenant("totals-restart", "main");
    StoredEvents events = new StoredEvents(DATABASE.database(), tenant);
    Instant other = START.plusSeconds(5);

    events.metric(total("a", START, 1, 50));
    events.metric(total("a", other, 1, 3));
    events.metric(total("a", START, 2, 60));
    events.metric(total("a", other, 2, 4));
    events.store();
    // Restarted while nobody listened, and long before it was heard of.
    events.metric(total("a", START.plusSeconds(130), 60, 8));
    events.store();

    assertThat(sum(tenant)).isEqualTo(60 + 4 + 8);
  }

  @Test
  void countsNothingOfABeginningThatACollectorDoesNotKnow() {
    Tenant tenant = DATABASE.tenant("totals-scraped", "main");
    StoredEvents events = new StoredEvents(DATABASE.database(), tenant);

    events.metric(total("a", START.plus(EVERY), 1, 1_000_000));
    events.metric(total("a", START.plus(EVERY), 2, 1_000_004));
    events.store();

    assertThat(sum(tenant)).isEqualTo(4);
  }

  @Test
  void takesAValueThatFallsForABeginningIfTheSenderSaysNone() {
    Tenant tenant = DATABASE.tenant("totals-fall", "main");
    StoredEvents events = new StoredEvents(DATABASE.database(), tenant);

    for (double value : List.of(100.0, 130.0, 4.0, 6.0)) {
      events.metric(total("a", null, count(tenant, "metrics") + 1, value));
      events.store();
    }

    assertThat(sum(tenant)).isEqualTo(30 + 4 + 2);
  }

  @Test
  void losesNothingWhenValuesOvertakeEachOther() {
    Tenant tenant = DATABASE.tenant("totals-late", "main");
    StoredEvents events = new StoredEvents(DATABASE.database(), tenant);
    for (int minute = 1; minute <= 14; minute++) {
      events.metric(total("a", START, minute, 3 * minute));
    }
    events.shuffle(new Random(3));
    events.storeBy(4);

    assertThat(sum(tenant)).isEqualTo(42);
  }

  @Test
  void aDistributionGrowsByItsBuckets() {
    Tenant tenant = DATABASE.tenant("totals-buckets", "main");
    StoredEvents events = new StoredEvents(DATABASE.database(), tenant);

    events.metric(histogram(1, 4.0, List.of(2L, 2L, 0L)));
    events.store();
    events.metric(histogram(2, 28.0, List.of(2L, 6L, 2L)));
    events.metric(histogram(3, 28.0, List.of(2L, 6L, 2L)));
    events.store();

    assertThat(count(tenant, "rollups")).isEqualTo(2);
    Rollup second = rollup(tenant, "ORDER BY minute DESC LIMIT 1");
    assertThat(second.total()).isEqualTo(6);
    assertThat(second.sum()).isEqualTo(24);
    assertThat(second.min()).isBetween(1.0, 5.0);
    assertThat(second.max()).isBetween(5.0, 9.0);
  }

  @Test
  void keepsTheTotalsOfTenantsApart() {
    Tenant one = DATABASE.tenant("totals-one", "main");
    Tenant other = DATABASE.tenant("totals-other", "main");
    for (Tenant tenant : List.of(one, other)) {
      StoredEvents events = new StoredEvents(DATABASE.database(), tenant);
      events.metric(total("a", START, 1, 5));
      events.metric(total("a", START, 2, 6));
      events.store();
    }

    assertThat(sum(one)).isEqualTo(6);
    assertThat(sum(other)).isEqualTo(6);
    long seen =
        DATABASE
            .database()
            .transact(
                one.scope(),
                handle ->
                    handle
                        .createQuery("SELECT count(*) FROM running_totals")
                        .mapTo(Long.class)
                        .one());
    assertThat(seen).isEqualTo(1);
  }

  private static Event.Metric total(
      String stream, @Nullable Instant since, long minute, double value) {
    Instant at = START.plus(EVERY.multipliedBy(minute));
    return metric(
        stream, Optional.ofNullable(since), at, Event.MetricKind.COUNTER, value, Optional.empty());
  }

  private static Event.Metric histogram(int minute, double sum, List<Long> counts) {
    return metric(
        "h",
        Optional.of(START),
        START.plus(EVERY.multipliedBy(minute)),
        Event.MetricKind.DISTRIBUTION,
        sum,
        Optional.of(
            new Buckets(List.of(1.0, 5.0), counts, OptionalDouble.of(0.5), OptionalDouble.of(9))));
  }

  private static Event.Metric metric(
      String stream,
      Optional<Instant> since,
      Instant at,
      Event.MetricKind kind,
      double value,
      Optional<Buckets> buckets) {
    return new Event.Metric(
        named(stream + since + at),
        at,
        Map.of("service.name", "shop"),
        "requests",
        kind,
        value,
        buckets,
        Optional.of(new RunningTotal(named(stream), named("reporter"), since)));
  }

  private static UUID named(String text) {
    return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  private static double sum(Tenant tenant) {
    return DATABASE
        .owner()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        "SELECT coalesce(sum(sum), 0) FROM rollups WHERE project_id = :project")
                    .bind("project", tenant.project().value())
                    .mapTo(Double.class)
                    .one());
  }

  private static long count(Tenant tenant, String table) {
    return DATABASE
        .owner()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        "SELECT count(*) FROM %s WHERE project_id = :project".formatted(table))
                    .bind("project", tenant.project().value())
                    .mapTo(Long.class)
                    .one());
  }

  private static Rollup rollup(Tenant tenant, String choice) {
    return DATABASE
        .owner()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        "SELECT count, sketch FROM rollups WHERE project_id = :project " + choice)
                    .bind("project", tenant.project().value())
                    .map(
                        (row, context) -> {
                          Rollup rollup = new Rollup();
                          rollup.merge(row.getLong("count"), row.getBytes("sketch"));
                          return rollup;
                        })
                    .one());
  }
}
