package io.plimsoll.server.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.eventlog.LogRecord;
import io.plimsoll.server.platform.eventlog.Topic;
import io.plimsoll.server.retention.EventType;
import io.plimsoll.server.retention.ExpiredDaysStore;
import io.plimsoll.server.testing.TestDatabase;
import io.plimsoll.server.testing.TestSecrets;
import io.plimsoll.server.testing.TestServerEvents;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Reports of Spark, events of OpenLineage and batches of datasets go by days, like all others. */
class DaysOfAllTypesIT {
  private static final Instant NOW = Instant.parse("2026-03-31T12:00:00Z");
  private static final LocalDate TODAY = LocalDate.parse("2026-03-31");
  private static final List<EventType> TYPES =
      List.of(EventType.DATASET_BATCHES, EventType.LINEAGE_EVENTS, EventType.SPARK_REPORTS);

  private final TestDatabase test = TestDatabase.create();
  private final Tenant acme = test.tenant("acme", "main");
  private final Tenant other = test.tenant("other", "main");
  private final PipelineStore store =
      new PipelineStore(test.database(), TestSecrets.newBox(), InstantSource.fixed(NOW));
  private final ExpiredDaysStore days = new ExpiredDaysStore(test.database());
  private final List<DeadLetter> buried = new ArrayList<>();
  private long offset;

  @AfterEach
  void close() {
    test.close();
  }

  @Test
  void dropsDaysAndRefusesWhatComesTooLateForOne() {
    store(Stream.concat(all(acme, 29), all(acme, 1)));
    store(all(other, 1));
    for (EventType type : TYPES) {
      assertThat(sizes(type)).as(type.text()).isEqualTo("2026-03-02:1 2026-03-30:2");
    }

    days.find(TODAY.plusDays(2), 30).forEach(days::drop);

    for (EventType type : TYPES) {
      assertThat(sizes(type)).as(type.text()).isEqualTo("2026-03-30:2");
      assertThat(rows(type.text())).as(type.text()).isEqualTo(2);
      assertThat(partitions(type.text())).as(type.text()).isOne();
    }
    store(all(acme, 29));
    assertThat(buried).hasSize(3).allMatch(letter -> letter.code().equals("day_dropped"));
    assertThat(buried).allMatch(letter -> letter.reason().contains("2026-03-02"));
    assertThat(rows("dead_letters")).isEqualTo(3);
    assertThat(rows("lineage_runs")).as("nothing of it was merged").isEqualTo(3);
  }

  @Test
  void keepsAProjectsDaysForItsOwnTime() {
    for (EventType type : TYPES) {
      test.owner()
          .useHandle(
              handle ->
                  handle.execute(
                      "INSERT INTO retention_settings VALUES (?, ?, 5, 'somebody', now())",
                      acme.project().value(),
                      type.text()));
    }
    store(Stream.concat(all(acme, 10), all(other, 10)));

    days.find(TODAY, 30).forEach(days::drop);

    for (EventType type : TYPES) {
      assertThat(seen(acme, type)).as(type.text()).isZero();
      assertThat(seen(other, type)).as(type.text()).isOne();
    }
  }

  @Test
  void keepsAnEventOfOpenLineageOnceOnWhateverDayItIsSentAgain() {
    LogRecord first = lineage(acme, 3);
    LogRecord again = at(first, NOW.minus(Duration.ofDays(2)));

    store(Stream.of(first));
    store(Stream.of(again, at(first, NOW), lineage(acme, 1)));
    LogRecord twice = lineage(acme, 0);
    store(Stream.of(twice, at(twice, NOW.minus(Duration.ofDays(1)))));

    assertThat(rows("lineage_events")).isEqualTo(3);
    assertThat(sizes(EventType.LINEAGE_EVENTS)).isEqualTo("2026-03-28:1 2026-03-30:1 2026-03-31:1");
    assertThat(rows("lineage_runs")).isEqualTo(3);
    store(Stream.of(at(first, NOW)).map(record -> of(record, other)));
    assertThat(seen(other, EventType.LINEAGE_EVENTS)).as("another's is another").isOne();
  }

  private Stream<LogRecord> all(Tenant tenant, int age) {
    return Stream.of(
        sent(tenant, TestServerEvents.dataset("orders", 7), age),
        lineage(tenant, age),
        sent(tenant, TestServerEvents.spark("nightly", "stage", "0.0", "succeeded"), age));
  }

  private LogRecord sent(Tenant tenant, Map<String, Object> event, int age) {
    event.put("occurredAt", NOW.minus(Duration.ofDays(age)).toString());
    return record(Topic.METRICS, tenant, NOW, Columns.json(event));
  }

  /** Arrived so many days ago, and tells of long ago. */
  private LogRecord lineage(Tenant tenant, int age) {
    return record(
        Topic.LINEAGE,
        tenant,
        NOW.minus(Duration.ofDays(age)),
        """
        {"eventType": "COMPLETE", "eventTime": "2020-01-01T00:00:00Z",
         "run": {"runId": "01890000-0000-7000-8000-%012d"}, "job": {"namespace": "n", "name": "load"}}
        """
            .formatted(offset));
  }

  private LogRecord record(Topic topic, Tenant tenant, Instant appendedAt, String json) {
    return new LogRecord(
        topic,
        0,
        offset++,
        Optional.of(tenant.project()),
        Optional.empty(),
        appendedAt,
        json.getBytes(StandardCharsets.UTF_8));
  }

  private LogRecord at(LogRecord record, Instant appendedAt) {
    return new LogRecord(
        record.topic(),
        0,
        offset++,
        record.project(),
        Optional.empty(),
        appendedAt,
        record.value());
  }

  private static LogRecord of(LogRecord record, Tenant tenant) {
    return record.of(Optional.of(tenant.project()));
  }

  private void store(Stream<LogRecord> records) {
    Batch batch = Batch.of(records.toList(), new LogReader(Duration.ofDays(30)), Map.of());
    assertThat(batch.deadLetters()).isEmpty();
    buried.addAll(store.store(new Batch(batch.events(), List.of(), List.of())).letters());
  }

  /** What is counted of a type over all projects, by day. */
  private String sizes(EventType type) {
    return test.owner()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        """
                        SELECT string_agg(day || ':' || events, ' ' ORDER BY day)
                        FROM (SELECT day, sum(events) AS events FROM stored_days
                              WHERE event_table = :type AND bytes > 0 GROUP BY day) of
                        """)
                    .bind("type", type.text())
                    .mapTo(String.class)
                    .one());
  }

  /** How many rows the server sees for a project. */
  private long seen(Tenant tenant, EventType type) {
    return test.database()
        .transact(
            tenant.scope(),
            handle ->
                handle.createQuery("SELECT count(*) FROM " + type.text()).mapTo(Long.class).one());
  }

  private long rows(String table) {
    return count("SELECT count(*) FROM " + table);
  }

  private long partitions(String table) {
    return count(
        "SELECT count(*) FROM pg_inherits WHERE inhparent = '%s'::regclass".formatted(table));
  }

  private long count(String query) {
    return test.owner().withHandle(handle -> handle.createQuery(query).mapTo(Long.class).one());
  }
}
