package io.plimsoll.server.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.plimsoll.events.DatasetCheck;
import io.plimsoll.events.DatasetColumn;
import io.plimsoll.events.Event;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.pipeline.StoredEvents;
import io.plimsoll.server.platform.time.Ids;
import io.plimsoll.server.quality.CheckMatrix.Outcome;
import io.plimsoll.server.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the pipeline stored of batches, and suites, over a real database. */
final class QualityIT {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private final TestDatabase test = TestDatabase.create();
  private final Tenant acme = test.tenant("acme", "main");
  private final Tenant other = test.tenant("other", "main");
  private final StoredEvents events = new StoredEvents(test.database(), acme);
  private final DatasetStore datasets = new DatasetStore(test.database(), () -> NOW);
  private final BatchStore batches = new BatchStore(test.database());
  private final SuiteStore suites = new SuiteStore(test.database(), () -> NOW);

  @AfterEach
  void stop() {
    test.close();
  }

  @Test
  void followsADatasetOverItsBatches() {
    Event.DatasetBatch first =
        batch("orders", ago(180), 100, List.of(number("price", 2)), passed("not_null(price)"));
    Event.DatasetBatch second =
        batch(
            "orders",
            ago(120),
            110,
            List.of(number("price", 3), text("status")),
            passed("not_null(price)"),
            failed("in_set(status)", "warning"));
    Event.DatasetBatch third =
        batch(
            "orders",
            ago(60),
            90,
            List.of(text("price"), text("status")),
            failed("not_null(price)", "critical"));
    // Batches may arrive in any order, and more than once.
    List.of(third, first, second, third).forEach(events::batch);
    events.store();
    events.batch(second);
    events.store();

    assertThat(datasets.list(acme, null, 10))
        .singleElement()
        .satisfies(
            dataset -> {
              assertThat(dataset.state()).isEqualTo(DatasetState.FAILING);
              assertThat(dataset.lastBatch()).isEqualTo(third.id());
              assertThat(dataset.firstBatchAt()).isEqualTo(first.occurredAt());
              assertThat(dataset.failed()).isEqualTo(new Failures(1, 0, 0));
            });
    assertThat(batches.list(acme, "orders", null, 10))
        .extracting(Batch::id, Batch::rows, Batch::isSchemaChanged)
        .containsExactly(
            tuple(third.id(), 90L, true),
            tuple(second.id(), 110L, true),
            tuple(first.id(), 100L, false));
    assertThat(batches.list(acme, "orders", third.id(), 1))
        .extracting(Batch::id, Batch::isSchemaChanged)
        .containsExactly(tuple(second.id(), true));

    CheckMatrix matrix = batches.matrix(acme, "orders", 10);
    assertThat(matrix.batches())
        .extracting(CheckMatrix.MatrixBatch::id)
        .containsExactly(first.id(), second.id(), third.id());
    assertThat(matrix.checks())
        .extracting(CheckMatrix.MatrixCheck::check, CheckMatrix.MatrixCheck::outcomes)
        .containsExactly(
            tuple("not_null(price)", List.of(Outcome.PASSED, Outcome.PASSED, Outcome.FAILED)),
            tuple("in_set(status)", List.of(Outcome.ABSENT, Outcome.FAILED, Outcome.ABSENT)));

    assertThat(batches.check(acme, "orders", "not_null(price)", 2))
        .extracting(point -> point.result().passed())
        .containsExactly(false, true);
    assertThat(batches.column(acme, "orders", "price", 10))
        .extracting(point -> point.column().type(), point -> point.column().missing())
        .containsExactly(tuple("text", 0L), tuple("number", 3L), tuple("number", 2L));
    assertThat(batches.column(acme, "orders", null, 1))
        .extracting(point -> point.column().name())
        .containsExactly("price", "status");

    BatchDetail detail = batches.find(acme, third.id()).orElseThrow();
    assertThat(detail.before()).isEqualTo(second.id());
    assertThat(detail.columns()).isEqualTo(third.columns());
    assertThat(detail.results()).isEqualTo(third.results());
    assertThat(detail.tags()).isEqualTo(Map.of("region", "eu"));
    assertThat(detail.schemaChange())
        .isEqualTo(
            new SchemaChange(
                List.of(),
                List.of(),
                List.of(new SchemaChange.Retyped("price", "number", "text"))));

    assertThat(datasets.list(other, null, 10)).isEmpty();
    assertThat(batches.list(other, "orders", null, 10)).isEmpty();
    assertThat(batches.find(other, third.id())).isEmpty();
    assertThat(batches.matrix(other, "orders", 10).batches()).isEmpty();
  }

  @Test
  void saysWhichDatasetsAreOverdueAndPagesThem() {
    events.batch(batch("a-late", ago(90), 1, List.of(), OptionalLong.of(3_600)));
    events.batch(batch("b-in-time", ago(30), 1, List.of(), OptionalLong.of(3_600)));
    events.batch(batch("c-without", ago(9_000), 0, List.of()));
    events.batch(batch("d-far", ago(1), 0, List.of(), OptionalLong.of(9_000_000_000_000_000L)));
    events.store();

    assertThat(datasets.list(acme, null, 10))
        .extracting(Dataset::name, Dataset::state)
        .containsExactly(
            tuple("a-late", DatasetState.OVERDUE),
            tuple("b-in-time", DatasetState.UNCHECKED),
            tuple("c-without", DatasetState.UNCHECKED),
            tuple("d-far", DatasetState.UNCHECKED));
    assertThat(datasets.list(acme, "a-late", 1))
        .extracting(Dataset::name)
        .containsExactly("b-in-time");
    assertThat(datasets.find(acme, "b-in-time").orElseThrow().expectedBy())
        .isEqualTo(NOW.plus(Duration.ofMinutes(30)));
  }

  @Test
  void keepsEveryVersionOfASuiteAndMakesNoneOfWhatIsTheSame() {
    SuiteDocument one = suite(Map.of("expectation", "row_count_between", "min", 1));
    SuiteDocument two = suite(Map.of("expectation", "row_count_between", "min", 2));
    assertThat(suites.put(acme, "orders", one, "ada").version()).isEqualTo(1);
    assertThat(suites.put(acme, "orders", two, "bob").version()).isEqualTo(2);
    assertThat(suites.put(acme, "orders", two, "eve").createdBy()).isEqualTo("bob");
    suites.put(acme, "customers", one, "ada");

    assertThat(suites.list(acme, null, 10))
        .extracting(SuiteSummary::name, SuiteSummary::version, SuiteSummary::expectations)
        .containsExactly(tuple("customers", 1, 1), tuple("orders", 2, 1));
    assertThat(suites.versions(acme, "orders", null, 10))
        .extracting(SuiteSummary::version, SuiteSummary::createdBy)
        .containsExactly(tuple(2, "bob"), tuple(1, "ada"));
    assertThat(suites.find(acme, "orders", 1).orElseThrow().suite().expectations())
        .isEqualTo(one.expectations());
    assertThat(suites.find(other, "orders", null)).isEmpty();
    assertThatThrownBy(
            () -> test.database().run(acme.scope(), handle -> handle.execute("DELETE FROM suites")))
        .hasMessageContaining("permission denied");
  }

  private static SuiteDocument suite(Map<String, Object> expectation) {
    return new SuiteDocument(null, null, null, null, List.of(expectation));
  }

  private static Event.DatasetBatch batch(
      String dataset, Instant at, long rows, List<DatasetColumn> columns, DatasetCheck... checks) {
    return batch(dataset, at, rows, columns, OptionalLong.empty(), checks);
  }

  private static Event.DatasetBatch batch(
      String dataset,
      Instant at,
      long rows,
      List<DatasetColumn> columns,
      OptionalLong every,
      DatasetCheck... checks) {
    UUID id = Ids.timeOrdered(at);
    return new Event.DatasetBatch(
        id,
        at,
        Map.of("region", "eu"),
        dataset,
        rows,
        OptionalLong.of(0),
        Optional.of("orders"),
        OptionalLong.of(1),
        every,
        Optional.empty(),
        Optional.of("nightly"),
        Optional.of("run-1"),
        new ArrayList<>(columns),
        List.of(checks));
  }

  private static DatasetColumn number(String name, long missing) {
    return new DatasetColumn(
        name,
        "number",
        "float64",
        missing,
        10,
        true,
        0L,
        0.5,
        9.5,
        5.0,
        1.5,
        List.of(1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0),
        true,
        null,
        null,
        List.of());
  }

  private static DatasetColumn text(String name) {
    return new DatasetColumn(
        name,
        "text",
        "str",
        0,
        2,
        true,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        NOW,
        List.of(new DatasetColumn.Category("it's \"new\"", 50)));
  }

  private static DatasetCheck passed(String name) {
    return check(name, "critical", true);
  }

  private static DatasetCheck failed(String name, String severity) {
    return check(name, severity, false);
  }

  private static DatasetCheck check(String name, String severity, boolean passed) {
    return new DatasetCheck(
        name,
        name.replaceAll("\\(.*", ""),
        "price",
        severity,
        passed,
        "as it is",
        null,
        0.98,
        0.99,
        null,
        2L,
        100L,
        passed ? List.of() : List.of("aaa"));
  }

  private static Instant ago(long minutes) {
    return NOW.minus(Duration.ofMinutes(minutes));
  }
}
