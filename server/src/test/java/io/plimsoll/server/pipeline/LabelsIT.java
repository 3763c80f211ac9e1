package io.plimsoll.server.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.inference.repository.PerformanceSettings;
import io.plimsoll.inference.repository.PerformanceSettings.Task;
import io.plimsoll.server.identity.CredentialStore;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.Scope;
import io.plimsoll.server.platform.time.Ids;
import io.plimsoll.server.testing.TestDatabase;
import io.plimsoll.stats.performance.ConfusionMatrix;
import io.plimsoll.stats.performance.PerformanceState;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Labels that come late, early, twice, corrected, and in any order, in a real database. */
class LabelsIT {
  private static final TestDatabase DATABASE = TestDatabase.create();
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private final Random random = new Random(3);

  @AfterAll
  static void close() {
    DATABASE.close();
  }

  /** What is true of the rows in the end, whichever way they took. */
  private static final class Truth {
    final ConfusionMatrix all = new ConfusionMatrix(2);
    final Map<String, ConfusionMatrix> byPlan = new HashMap<>();
  }

  @Test
  void countsEachLabelOnceHoweverItComes() {
    Tenant tenant = DATABASE.tenant("labels", "one");
    StoredEvents events = new StoredEvents(DATABASE.database(), tenant);
    Truth truth = new Truth();
    for (int row = 0; row < 400; row++) {
      send(events, truth, row);
    }
    events.shuffle(random);
    events.storeBy(97);

    assertCounted(tenant, truth);
    // The same events again change nothing.
    assertThat(sum("SELECT count(*) FROM labels WHERE state = 'joined'", tenant)).isEqualTo(400);

    forgetStates(tenant);
    askForRecount(tenant);
    recount(tenant);
    assertCounted(tenant, truth);
  }

  private void send(StoredEvents events, Truth truth, int row) {
    Instant at = NOON.plus(Duration.ofMinutes(random.nextInt(72 * 60)));
    // Some ids have no time in them, and some that of another day.
    UUID id =
        switch (row % 3) {
          case 0 -> UUID.randomUUID();
          case 1 -> Ids.timeOrdered(NOON.plus(Duration.ofDays(20)));
          default -> Ids.timeOrdered(at);
        };
    int answered = random.nextInt(2);
    String plan = "plan-" + random.nextInt(70);
    events.answered(
        id,
        at,
        "churn",
        "1",
        Map.of("plan", plan, "age", row),
        Map.of("label", answered, "probability", random.nextDouble()));
    int corrections = 1 + random.nextInt(3);
    int actual = 0;
    for (int correction = 0; correction < corrections; correction++) {
      actual = random.nextInt(2);
      Instant told = at.plus(Duration.ofDays(correction)).minusSeconds(5);
      events.label(UUID.randomUUID(), told, id, "churn", Map.of("label", actual));
    }
    truth.all.add(actual, answered);
    truth.byPlan.computeIfAbsent(plan, name -> new ConfusionMatrix(2)).add(actual, answered);
  }

  private static void assertCounted(Tenant tenant, Truth truth) {
    PerformanceState all = state(tenant, "segment = ''");
    assertThat(all.predictions()).isEqualTo(400);
    assertThat(all.answers().rows()).isEqualTo(400);
    assertSame(all, truth.all);
    // Each segment adds up to the whole, whatever was pooled.
    assertSame(state(tenant, "segment = 'plan'"), truth.all);
    truth.byPlan.forEach(
        (plan, expected) ->
            assertSame(state(tenant, "segment = 'plan' AND value = '" + plan + "'"), expected));
  }

  private static void assertSame(PerformanceState state, ConfusionMatrix expected) {
    ConfusionMatrix counted = state.labelled().confusion(List.of("0", "1"));
    for (int actual = 0; actual < 2; actual++) {
      for (int answered = 0; answered < 2; answered++) {
        assertThat(counted.count(actual, answered)).isEqualTo(expected.count(actual, answered));
      }
    }
  }

  @Test
  void aBatchThatIsLostCountsNothing() {
    Tenant tenant = DATABASE.tenant("labels-lost", "one");
    StoredEvents events = new StoredEvents(DATABASE.database(), tenant);
    UUID id = events.answered(UUID.randomUUID(), NOON, "churn", "1", Map.of(), Map.of("label", 1));
    events.label(UUID.randomUUID(), NOON, id, "churn", Map.of("label", 1));

    assertThatThrownBy(events::storeAndFail).isInstanceOf(StorageException.class);
    assertThat(sum("SELECT count(*) FROM performance_states", tenant)).isZero();
    assertThat(sum("SELECT count(*) FROM labels", tenant)).isZero();

    events.store();
    assertThat(state(tenant, "segment = ''").labelledRows()).isEqualTo(1);
  }

  @Test
  void whatWasCountedOutlivesItsRowsAndCanStillBeCorrected() {
    Tenant tenant = DATABASE.tenant("labels-old", "one");
    StoredEvents events = new StoredEvents(DATABASE.database(), tenant);
    Instant old = Instant.parse("2025-01-01T10:00:00Z");
    UUID id = events.answered(UUID.randomUUID(), old, "churn", "1", Map.of(), Map.of("label", 1));
    events.label(UUID.randomUUID(), old, id, "churn", Map.of("label", 0));
    events.store();
    DATABASE
        .owner()
        .useHandle(
            handle -> handle.execute("SELECT gate_drop_day('predictions', '2025-01-01', NULL)"));
    assertThat(sum("SELECT count(*) FROM predictions", tenant)).isZero();

    events.label(UUID.randomUUID(), old.plusSeconds(9), id, "churn", Map.of("label", 1));
    events.store();

    ConfusionMatrix counted = state(tenant, "segment = ''").labelled().confusion(List.of("0", "1"));
    assertThat(counted.count(1, 1)).isEqualTo(1);
    assertThat(counted.rows()).isEqualTo(1);
  }

  @Test
  void whatAnsweredNobodyIsJoinedAndCountedNowhere() {
    Tenant tenant = DATABASE.tenant("labels-beside", "one");
    StoredEvents events = new StoredEvents(DATABASE.database(), tenant);
    UUID failed = events.failed(NOON, "churn", "1");
    UUID other = UUID.randomUUID();
    events.label(UUID.randomUUID(), NOON, failed, "churn", Map.of("label", 1));
    events.label(UUID.randomUUID(), NOON, other, "churn", Map.of("label", 1));
    events.store();

    assertThat(sum("SELECT count(*) FROM performance_states", tenant)).isZero();
    assertThat(sum("SELECT count(*) FROM labels WHERE state = 'beside'", tenant)).isEqualTo(1);
    assertThat(sum("SELECT count(*) FROM labels WHERE state = 'waiting'", tenant)).isEqualTo(1);
  }

  @Test
  void anHourKeepsItsSampleOfFiftyRowsInAnyOrder() {
    Tenant tenant = DATABASE.tenant("labels-sample", "one");
    StoredEvents events = new StoredEvents(DATABASE.database(), tenant);
    for (int row = 0; row < 300; row++) {
      events.answered(
          new UUID(row, row), NOON, "price", "1", Map.of("x", row), Map.of("prediction", 1.5));
    }
    events.shuffle(random);
    events.storeBy(40);
    long first = sum("SELECT sum(hash % 1000003)::bigint FROM performance_samples", tenant);
    assertThat(sum("SELECT count(*) FROM performance_samples", tenant)).isEqualTo(50);

    forgetStates(tenant);
    askForRecount(tenant);
    recount(tenant);
    assertThat(sum("SELECT sum(hash % 1000003)::bigint FROM performance_samples", tenant))
        .isEqualTo(first);
    assertThat(sum("SELECT count(*) FROM performance_recounts", tenant)).isZero();
  }

  @Test
  void aLabelThatNamesAnotherModelNeitherCorrectsNorSwallowsTheRightOne() {
    Tenant tenant = DATABASE.tenant("labels-named", "one");
    StoredEvents events = new StoredEvents(DATABASE.database(), tenant);
    for (boolean isWrongFirst : List.of(true, false)) {
      UUID id =
          events.answered(UUID.randomUUID(), NOON, "churn", "1", Map.of(), Map.of("label", 1));
      events.store();
      for (boolean isWrong : List.of(isWrongFirst, !isWrongFirst)) {
        events.label(
            UUID.randomUUID(),
            NOON.plusSeconds(isWrong ? 9 : 1),
            id,
            isWrong ? "price" : "churn",
            Map.of("label", isWrong ? 0 : 1));
        events.store();
      }
    }

    ConfusionMatrix counted = state(tenant, "segment = ''").labelled().confusion(List.of("0", "1"));
    assertThat(counted.rows()).isEqualTo(2);
    assertThat(counted.count(1, 1)).isEqualTo(2);
    assertThat(sum("SELECT count(*) FROM labels WHERE state = 'waiting'", tenant)).isEqualTo(2);
  }

  @Test
  void rowsThatShareAnIdHaveOneLabelBetweenThem() {
    Tenant tenant = DATABASE.tenant("labels-shared", "one");
    StoredEvents events = new StoredEvents(DATABASE.database(), tenant);
    UUID id = UUID.randomUUID();
    for (Duration later : List.of(Duration.ZERO, Duration.ofMinutes(9), Duration.ofHours(3))) {
      events.answered(id, NOON.plus(later), "churn", "1", Map.of(), Map.of("label", 1));
      events.label(id, NOON.plusSeconds(1), id, "churn", Map.of("label", 0));
      events.store();
    }
    assertThat(state(tenant, "segment = ''").labelledRows()).isEqualTo(1);

    askForRecount(tenant);
    recount(tenant);

    assertThat(state(tenant, "segment = ''").predictions()).isEqualTo(3);
    assertThat(state(tenant, "segment = ''").labelledRows()).isEqualTo(1);
    assertThat(sum("SELECT count(*) FROM labels WHERE hour = '2026-03-01 12:00Z'", tenant))
        .isEqualTo(1);
  }

  @Test
  void settingsThatAreSavedWhileAnHourIsCountedAgainAreNotLost() {
    Tenant tenant = DATABASE.tenant("labels-settings", "one");
    StoredEvents events = new StoredEvents(DATABASE.database(), tenant);
    UUID id = events.answered(UUID.randomUUID(), NOON, "churn", "1", Map.of(), Map.of("label", 1));
    events.label(UUID.randomUUID(), NOON, id, "churn", Map.of("label", 0, "truth", 1));
    events.store();
    askForRecount(tenant);

    CompletableFuture<Void> counting =
        DATABASE
            .database()
            .transact(
                tenant.scope(),
                handle -> {
                  handle.execute("SELECT next_hour FROM performance_recounts FOR UPDATE");
                  CompletableFuture<Void> started =
                      CompletableFuture.runAsync(() -> recount(tenant));
                  awaitALockThatIsWaitedFor();
                  handle.execute(
                      """
                      INSERT INTO performance_settings (project_id, model, settings, changed_at, changed_by)
                      VALUES (?, 'churn', CAST(? AS json), now(), 'ada')
                      """,
                      tenant.project().value(),
                      Columns.json(
                          new PerformanceSettings(
                              Task.AUTO, null, null, "truth", null, 0.5, 0.5, 10, null)));
                  return started;
                });
    counting.orTimeout(30, TimeUnit.SECONDS).join();

    ConfusionMatrix counted = state(tenant, "segment = ''").labelled().confusion(List.of("0", "1"));
    assertThat(counted.count(1, 1)).isEqualTo(1);
    assertThat(counted.rows()).isEqualTo(1);
  }

  @Test
  void aCorrectionTakesBackWhatWasCountedThoughLabelsAreReadInAnotherWayByNow() {
    Tenant tenant = DATABASE.tenant("labels-pushed", "one");
    StoredEvents events = new StoredEvents(DATABASE.database(), tenant);
    Map<String, Map<String, Object>> answers =
        Map.of(
            "class", Map.of("label", 1),
            "number", Map.of("prediction", 4.5),
            "items", Map.of("item_1", "a", "item_2", "b"),
            "none", Map.of("left", 1, "right", 2));
    Map<String, UUID> ids = new HashMap<>();
    answers.forEach(
        (model, answer) -> {
          UUID id = events.answered(UUID.randomUUID(), NOON, model, "1", Map.of(), answer);
          ids.put(model, id);
          events.label(
              UUID.randomUUID(),
              NOON,
              id,
              model,
              model.equals("items") ? Map.of("b", 1) : Map.of("label", 0, "truth", 1));
        });
    events.store();
    // As a push does that brings other settings: nothing is counted again.
    answers
        .keySet()
        .forEach(
            model ->
                set(
                    tenant,
                    model,
                    new PerformanceSettings(
                        Task.AUTO,
                        model.equals("none") ? "left" : null,
                        null,
                        model.equals("items") ? null : "truth",
                        null,
                        0.5,
                        0.5,
                        1,
                        null)));
    ids.forEach(
        (model, id) ->
            events.label(
                UUID.randomUUID(),
                NOON.plusSeconds(9),
                id,
                model,
                model.equals("items") ? Map.of("a", 1) : Map.of("label", 1, "truth", 0)));
    events.store();

    ConfusionMatrix classes =
        state(tenant, "model = 'class'").labelled().confusion(List.of("0", "1"));
    assertThat(classes.count(0, 1)).isEqualTo(1);
    assertThat(classes.rows()).isEqualTo(1);
    assertThat(state(tenant, "model = 'number'").regression().rows()).isEqualTo(1);
    assertThat(state(tenant, "model = 'number'").regression().mae().value()).isEqualTo(4.5);
    assertThat(state(tenant, "model = 'items'").ranking().lists()).isEqualTo(1);
    assertThat(state(tenant, "model = 'items'").ranking().ndcg().value()).isEqualTo(1);
    PerformanceState mended = state(tenant, "model = 'none'");
    assertThat(mended.misfits()).as("the misfit is taken back").isEmpty();
    assertThat(mended.labelledRows()).isEqualTo(1);
  }

  private static void set(Tenant tenant, String model, PerformanceSettings settings) {
    DATABASE
        .database()
        .run(
            tenant.scope(),
            handle ->
                handle.execute(
                    """
                    INSERT INTO performance_settings (project_id, model, settings, changed_at, changed_by)
                    VALUES (?, ?, CAST(? AS json), now(), 'ada')
                    """,
                    tenant.project().value(),
                    model,
                    Columns.json(settings)));
  }

  private static void awaitALockThatIsWaitedFor() {
    Instant end = Instant.now().plusSeconds(20);
    while (Instant.now().isBefore(end)) {
      boolean isWaitedFor =
          DATABASE
              .owner()
              .withHandle(
                  handle ->
                      handle
                          .createQuery("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
                          .mapTo(Boolean.class)
                          .one());
      if (isWaitedFor) {
        return;
      }
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
    throw new AssertionError("nothing waits for the row of the recount");
  }

  private static void forgetStates(Tenant tenant) {
    DATABASE
        .database()
        .run(
            tenant.scope(),
            handle -> {
              handle.execute("DELETE FROM performance_states");
              handle.execute("DELETE FROM performance_samples");
              handle.execute("DELETE FROM labels");
            });
  }

  private static void askForRecount(Tenant tenant) {
    DATABASE
        .database()
        .run(
            tenant.scope(),
            handle ->
                handle.execute(
                    """
                    INSERT INTO performance_recounts (project_id, model, next_hour)
                    SELECT project_id, model, date_trunc('hour', min(occurred_at), 'UTC')
                    FROM predictions GROUP BY 1, 2
                    """));
  }

  private static void recount(Tenant tenant) {
    new LabelRecountStore(DATABASE.database(), new CredentialStore(DATABASE.database()))
        .recount(tenant);
  }

  private static PerformanceState state(Tenant tenant, String where) {
    PerformanceState merged = PerformanceState.forReading();
    DATABASE
        .database()
        .run(
            tenant.scope(),
            handle ->
                handle
                    .createQuery("SELECT state FROM performance_states WHERE " + where)
                    .map((row, context) -> row.getBytes("state"))
                    .forEach(merged::mergeBytes));
    return merged;
  }

  private static long sum(String query, Tenant tenant) {
    return DATABASE
        .database()
        .transact(tenant.scope(), handle -> handle.createQuery(query).mapTo(Long.class).one());
  }

  @Test
  void anotherTenantSeesNothingOfIt() {
    Tenant tenant = DATABASE.tenant("labels-seen", "one");
    Tenant other = DATABASE.tenant("labels-unseen", "one");
    StoredEvents events = new StoredEvents(DATABASE.database(), tenant);
    events.answered(UUID.randomUUID(), NOON, "price", "1", Map.of(), Map.of("prediction", 1.5));
    events.label(UUID.randomUUID(), NOON, UUID.randomUUID(), "price", Map.of("value", 1));
    events.store();

    for (String table : List.of("performance_states", "performance_samples", "labels")) {
      assertThat(sum("SELECT count(*) FROM " + table, tenant)).as(table).isPositive();
      assertThat(sum("SELECT count(*) FROM " + table, other)).as(table).isZero();
    }
    assertThat(
            DATABASE
                .database()
                .<Long>transact(
                    Scope.NONE,
                    handle ->
                        handle.createQuery("SELECT count(*) FROM labels").mapTo(Long.class).one()))
        .isZero();
  }
}
