package io.plimsoll.server.insight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.plimsoll.events.Event.MetricKind;
import io.plimsoll.events.Event.StageStatus;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.pipeline.StoredEvents;
import io.plimsoll.server.platform.http.Page;
import io.plimsoll.server.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ApplicationsIT {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:30Z");
  private static final TimeRange HOUR = TimeRange.last(Duration.ofHours(1), NOW);

  private final TestDatabase test = TestDatabase.create();
  private final StageStore stages = new StageStore(test.database());
  private final MetricStore metrics = new MetricStore(test.database());
  private final FailureStore failures = new FailureStore(test.database());
  private final Tenant acme = test.tenant("acme", "main");
  private final Tenant other = test.tenant("other", "main");
  private final StoredEvents events = new StoredEvents(test.database(), acme);

  @AfterEach
  void stop() {
    test.close();
  }

  @Test
  void sumsTheRunsOfEachStage() {
    events.stage(ago(200), "daily", "train", StageStatus.OK, 100);
    events.stage(ago(140), "daily", "train", StageStatus.OK, 200);
    events.stage(ago(80), "daily", "train", StageStatus.FAILED, 900);
    events.stage(ago(80), "daily", "load", StageStatus.OK, 5);
    events.stage(ago(7200), "yesterday", "load", StageStatus.OK, 5);
    events.store();

    List<StageStore.Pipeline> pipelines = stages.pipelines(acme, HOUR);

    assertThat(pipelines).extracting(StageStore.Pipeline::pipeline).containsExactly("daily");
    assertThat(pipelines.getFirst().stages())
        .containsExactly(
            new StageStore.Stage("load", 1, 0, 0, 5.0, 5.0, 100L, 90L, minute("11:59")),
            new StageStore.Stage(
                "train", 3, 1, 1 / 3.0, 200.0, 900.0, 300L, 180L, minute("11:59")));
  }

  @Test
  void listsTheSeriesThatHadValuesInTheWindow() {
    events.metric(ago(120), "queue", Map.of("host", "a"), MetricKind.GAUGE, 4);
    events.metric(ago(60), "queue", Map.of("host", "a"), MetricKind.GAUGE, 8);
    events.metric(ago(60), "orders", Map.of(), MetricKind.COUNTER, 3);
    events.metric(ago(61), "orders", Map.of(), MetricKind.COUNTER, 2);
    events.metric(ago(7200), "forgotten", Map.of(), MetricKind.GAUGE, 1);
    events.answered(ago(60), "flights", "1", Map.of("temp", 1), 1);
    events.store();

    List<MetricStore.Metric> listed = metrics.metrics(acme, HOUR, Step.PT1M);

    assertThat(listed)
        .extracting(
            MetricStore.Metric::name,
            MetricStore.Metric::kind,
            MetricStore.Metric::count,
            MetricStore.Metric::sum,
            MetricStore.Metric::last)
        .containsExactly(
            tuple("orders", MetricStore.Metric.Kind.COUNTER, 2L, 5.0, 2.5),
            tuple("queue", MetricStore.Metric.Kind.GAUGE, 2L, 12.0, 8.0));
    assertThat(listed.getFirst().sparkline())
        .containsExactly(new MetricStore.SparklinePoint(minute("11:59"), 5));
    assertThat(listed.getLast().tags()).isEqualTo(Map.of("host", "a"));
    assertThat(listed.getLast().sparkline())
        .extracting(MetricStore.SparklinePoint::value)
        .containsExactly(4.0, 8.0);
  }

  @Test
  void drawsTheValuesOfASeriesInWiderStepsWithItsPercentiles() {
    for (int i = 1; i <= 100; i++) {
      events.metric(ago(600 + i % 3 * 60), "latency", Map.of(), MetricKind.DISTRIBUTION, i);
    }
    events.store();
    long series = metrics.metrics(acme, HOUR, Step.PT1M).getFirst().seriesId();

    List<MetricStore.Point> points =
        metrics.points(acme, series, Step.PT1H.widen(HOUR), Step.PT1H).orElseThrow();

    assertThat(points)
        .singleElement()
        .satisfies(
            point -> {
              assertThat(point.count()).isEqualTo(100);
              assertThat(point.mean()).isEqualTo(50.5);
              assertThat(point.min()).isEqualTo(1);
              assertThat(point.max()).isEqualTo(100);
              assertThat(point.p95()).isBetween(93.0, 97.0);
            });
  }

  @Test
  void pagesThroughReportedErrors() {
    for (int i = 0; i < 5; i++) {
      events.error(ago(i), "ValueError", "number " + i);
    }
    events.store();

    Page<FailureStore.ReportedError> first =
        Page.cut(failures.errors(acme, Cursor.START, 4), 3, each -> each.cursor().text());
    List<FailureStore.ReportedError> rest =
        failures.errors(acme, Cursor.parse(first.nextCursor()), 4);

    assertThat(first.items())
        .extracting(FailureStore.ReportedError::message)
        .containsExactly("number 0", "number 1", "number 2");
    assertThat(rest)
        .extracting(FailureStore.ReportedError::message)
        .containsExactly("number 3", "number 4");
    assertThat(rest.getFirst().tags()).isEqualTo(Map.of("host", "a"));
  }

  @Test
  void showsAnotherTenantNothing() {
    events.stage(ago(60), "daily", "train", StageStatus.OK, 100);
    events.metric(ago(60), "queue", Map.of(), MetricKind.GAUGE, 4);
    events.error(ago(60), "ValueError", "secret");
    events.store();
    long series = metrics.metrics(acme, HOUR, Step.PT1M).getFirst().seriesId();

    assertThat(stages.pipelines(other, HOUR)).isEmpty();
    assertThat(metrics.metrics(other, HOUR, Step.PT1M)).isEmpty();
    assertThat(metrics.points(other, series, HOUR, Step.PT1M)).isEmpty();
    assertThat(failures.errors(other, Cursor.START, 10)).isEmpty();
  }

  private static Instant ago(int seconds) {
    return NOW.minusSeconds(seconds);
  }

  private static Instant minute(String time) {
    return Instant.parse("2026-11-21T" + time + ":00Z");
  }
}
