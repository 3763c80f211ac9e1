package io.plimsoll.server.pipeline;

import static io.plimsoll.server.testing.TestServerEvents.error;
import static io.plimsoll.server.testing.TestServerEvents.metric;
import static io.plimsoll.server.testing.TestServerEvents.stage;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.database.ProjectId;
import io.plimsoll.server.platform.eventlog.LogRecord;
import io.plimsoll.server.platform.eventlog.Topic;
import io.plimsoll.server.retention.EventType;
import io.plimsoll.server.retention.ExpiredDaysStore;
import io.plimsoll.server.testing.TestDatabase;
import io.plimsoll.server.testing.TestSecrets;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Days of raw events: each project keeps its types for its own time, a day goes by its partitions,
 * and what went does not come back.
 */
class EventDaysIT {
  private static final Instant NOW = Instant.parse("2026-03-31T12:00:00Z");
  private static final LocalDate TODAY = LocalDate.parse("2026-03-31");
  private static final TestDatabase DATABASE = TestDatabase.create();
  private static final Tenant SHORT = DATABASE.tenant("days-short", "one");
  private static final Tenant LONG = DATABASE.tenant("days-long", "one");
  private static final Tenant USUAL = DATABASE.tenant("days-usual", "one");
  private static final List<DeadLetter> BURIED = new ArrayList<>();

  private static long offset;

  private final PipelineStore store =
      new PipelineStore(
          DATABASE.database(),
          TestSecrets.newBox(),
          InstantSource.fixed(NOW),
          new SeriesLimitStore(3));
  private final ExpiredDaysStore days = new ExpiredDaysStore(DATABASE.database());

  @BeforeAll
  static void settle() {
    DATABASE
        .owner()
        .useHandle(
            handle -> {
              String set =
                  "INSERT INTO retention_settings VALUES (?, 'errors', ?, 'somebody', now())";
              handle.execute(set, SHORT.project().value(), 5);
              handle.execute(set, LONG.project().value(), 90);
            });
  }

  @AfterAll
  static void close() {
    DATABASE.close();
  }

  @Test
  void keepsTheErrorsOfEachProjectForItsOwnTime() throws Exception {
    for (Tenant tenant : List.of(SHORT, LONG, USUAL)) {
      for (int age : List.of(1, 20, 28)) {
        store(tenant, error("Boom", tenant.organisationSlug()), age);
      }
    }
    assertThat(sizes(SHORT)).isEqualTo(Map.of("events", 3L, "days", 3L));

    drop(EventType.ERRORS, TODAY);
    assertThat(count(SHORT)).isEqualTo(1);
    assertThat(count(USUAL)).isEqualTo(3);
    assertThat(sizes(SHORT)).isEqualTo(Map.of("events", 1L, "days", 1L));

    drop(EventType.ERRORS, TODAY.plusDays(25));
    assertThat(count(USUAL)).isEqualTo(1);
    assertThat(count(LONG)).isEqualTo(3);

    drop(EventType.ERRORS, TODAY.plusDays(88));
    assertThat(count(LONG)).isEqualTo(1);
    assertThat(partitions("errors")).as("days that nobody has anything of are gone").isEqualTo(1);
  }

  @Test
  void buriesWhatComesTooLateForADayThatIsGone() throws Exception {
    store(USUAL, stage("late", "load"), 29);
    drop(EventType.STAGES, TODAY.plusDays(2));
    BURIED.clear();

    store(USUAL, stage("late", "load"), 29);
    store(USUAL, stage("late", "load"), 1);

    assertThat(BURIED).extracting(DeadLetter::code).containsExactly("day_dropped");
    assertThat(BURIED.getFirst().reason()).contains("2026-03-02").contains("retention");
    assertThat(
            rows(
                "SELECT count(*) FROM stages WHERE project_id = '%s'"
                    .formatted(USUAL.project().value())))
        .isEqualTo(1);
    assertThat(
            rows(
                "SELECT count(*) FROM dead_letters WHERE code = 'day_dropped' AND project_id = '%s'"
                    .formatted(USUAL.project().value())))
        .isEqualTo(1);
  }

  @Test
  void holdsAProjectToItsSeriesAndGoesOnWithThoseThatItHas() throws Exception {
    Tenant tenant = DATABASE.tenant("days-series", "one");
    for (String name : List.of("one", "two", "three")) {
      store(tenant, metric(name, 1), 0);
    }
    BURIED.clear();

    store(tenant, metric("four", 1), 0);
    store(tenant, metric("two", 1), 0);

    assertThat(BURIED).extracting(DeadLetter::code).containsExactly("too_many_series");
    assertThat(BURIED.getFirst().reason()).contains("\"four\"").contains("pipeline.maxSeries");
    assertThat(
            rows(
                "SELECT count(*) FROM metrics WHERE project_id = '%s'"
                    .formatted(tenant.project().value())))
        .isEqualTo(4);
  }

  @Test
  void measuresTheDelayOfEveryEvent() throws Exception {
    Tenant tenant = DATABASE.tenant("days-delay", "one");
    store(tenant, metric("quick", 1), 0);
    store(tenant, metric("quick", 2), 1);

    assertThat(
            rows(
                "SELECT events * 10 + in_time FROM event_delays WHERE project_id = '%s'"
                    .formatted(tenant.project().value())))
        .isEqualTo(21);
  }

  /** Stores an event of so many days ago. */
  private void store(Tenant tenant, Map<String, Object> event, int age)
      throws JsonProcessingException {
    event.put("occurredAt", NOW.minus(Duration.ofDays(age)).toString());
    LogRecord record =
        new LogRecord(
            Topic.METRICS,
            0,
            offset++,
            Optional.of(new ProjectId(tenant.project().value())),
            Optional.empty(),
            NOW,
            new ObjectMapper().writeValueAsString(event).getBytes(StandardCharsets.UTF_8));
    Batch batch = Batch.of(List.of(record), new LogReader(Duration.ofDays(30)), Map.of());
    BURIED.addAll(store.store(new Batch(batch.events(), batch.deadLetters(), List.of())).letters());
  }

  private void drop(EventType type, LocalDate today) {
    days.find(today, 30).stream().filter(day -> day.type() == type).forEach(days::drop);
  }

  private static long count(Tenant tenant) {
    return rows(
        "SELECT count(*) FROM errors WHERE project_id = '%s'".formatted(tenant.project().value()));
  }

  private static Map<String, Long> sizes(Tenant tenant) {
    String of =
        "FROM stored_days WHERE bytes > 0 AND event_table = 'errors' AND project_id = '%s'"
            .formatted(tenant.project().value());
    return Map.of(
        "events", rows("SELECT sum(events)::bigint " + of), "days", rows("SELECT count(*) " + of));
  }

  private static long partitions(String table) {
    return rows(
        "SELECT count(*) FROM pg_inherits WHERE inhparent = '%s'::regclass".formatted(table));
  }

  private static long rows(String query) {
    return DATABASE.owner().withHandle(handle -> handle.createQuery(query).mapTo(Long.class).one());
  }
}
