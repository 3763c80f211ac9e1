package io.plimsoll.server.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.testing.TestDatabase;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rows of before events of every type went by days are brought into days, and go by them. */
class MigratedDaysIT {
  private static final List<EventType> TYPES =
      List.of(EventType.DATASET_BATCHES, EventType.LINEAGE_EVENTS, EventType.SPARK_REPORTS);

  private final TestDatabase test = TestDatabase.asOf("36");
  private final Tenant acme = test.tenant("acme", "main");
  private final Tenant other = test.tenant("other", "main");

  @AfterEach
  void close() {
    test.close();
  }

  @Test
  void bringsRowsIntoDaysAndCountsThem() {
    for (String time :
        List.of("2026-03-01T00:00:00Z", "2026-03-01T23:59:59.999999Z", "2026-03-02T00:00:00Z")) {
      arrange(
          """
          INSERT INTO dataset_batches (project_id, occurred_at, id, received_at, dataset, row_count, checks,
                                       failed_critical, failed_warning, failed_info, columns, results)
          VALUES (?, CAST(? AS timestamptz), uuidv7(), now(), 'orders', 7, 0, 0, 0, 0, '[]', '[]')
          """,
          time);
      arrange(
          """
          INSERT INTO lineage_events (project_id, received_at, id, occurred_at, event)
          VALUES (?, CAST(? AS timestamptz), uuidv7(), '2020-01-01', '{"said":"then"}')
          """,
          time);
      arrange(
          """
          INSERT INTO spark_reports (project_id, occurred_at, id, received_at, application, application_id, attempt,
                                     part, key, status, measures, details, spreads, inputs, outputs)
          VALUES (?, CAST(? AS timestamptz), uuidv7(), now(), 'nightly', 'app', '', 'stage', '0', 'succeeded',
                  '{}', '{}', '[]', '[]', '[]')
          """,
          time);
    }

    test.migrate();

    StorageStore storage = new StorageStore(test.database());
    for (EventType type : TYPES) {
      StorageStore.Stored stored = Objects.requireNonNull(storage.find(acme).get(type));
      assertThat(stored.events()).as(type.text()).isEqualTo(3);
      assertThat(stored.bytes()).as(type.text()).isPositive();
      assertThat(stored.firstDay()).as(type.text()).isEqualTo(LocalDate.parse("2026-03-01"));
      assertThat(stored.lastDay()).as(type.text()).isEqualTo(LocalDate.parse("2026-03-02"));
      assertThat(seen(acme, type)).as(type.text()).isEqualTo(3);
      assertThat(seen(other, type)).as("of another tenant: " + type.text()).isZero();
    }
    assertThat(storage.find(other)).isEmpty();

    ExpiredDaysStore days = new ExpiredDaysStore(test.database());
    days.find(LocalDate.parse("2026-04-01"), 30).forEach(days::drop);

    for (EventType type : TYPES) {
      assertThat(seen(acme, type)).as(type.text()).isOne();
    }
  }

  private long seen(Tenant tenant, EventType type) {
    return test.database()
        .transact(
            tenant.scope(),
            handle ->
                handle.createQuery("SELECT count(*) FROM " + type.text()).mapTo(Long.class).one());
  }

  private void arrange(String insert, String time) {
    test.owner().useHandle(handle -> handle.execute(insert, acme.project().value(), time));
  }
}
