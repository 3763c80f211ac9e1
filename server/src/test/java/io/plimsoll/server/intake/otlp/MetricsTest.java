package io.plimsoll.server.intake.otlp;

import static io.plimsoll.server.intake.otlp.Exported.END;
import static io.plimsoll.server.intake.otlp.Exported.events;
import static io.plimsoll.server.intake.otlp.Exported.ids;
import static io.plimsoll.server.intake.otlp.Exported.text;
import static io.plimsoll.server.intake.otlp.Exported.translated;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogram;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint.Buckets;
import io.opentelemetry.proto.metrics.v1.Gauge;
import io.opentelemetry.proto.metrics.v1.Histogram;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.Sum;
import io.opentelemetry.proto.metrics.v1.Summary;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MetricsTest {
  private static final AggregationTemporality DELTA =
      AggregationTemporality.AGGREGATION_TEMPORALITY_DELTA;
  private static final AggregationTemporality CUMULATIVE =
      AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE;
  private static final long START = END - 60_000_000_000L;

  @Test
  void aGaugeIsAGaugeAndItsAttributesAreTags() {
    Metric metric =
        metric("queue.depth")
            .setUnit("{orders}")
            .setGauge(Gauge.newBuilder().addDataPoints(point().setAsInt(12)))
            .build();

    JsonNode event = events(Exported.of(metric)).getFirst();

    assertThat(event.path("type").asText()).isEqualTo("metric");
    assertThat(event.path("name").asText()).isEqualTo("queue.depth");
    assertThat(event.path("kind").asText()).isEqualTo("gauge");
    assertThat(event.path("value").asDouble()).isEqualTo(12);
    assertThat(event.path("occurredAt").asText()).isEqualTo("2026-03-01T11:59:58Z");
    assertThat(event.at("/tags/service.name").asText()).isEqualTo("checkout");
    assertThat(event.at("/tags/queue").asText()).isEqualTo("mail");
    assertThat(event.at("/tags/unit").asText()).isEqualTo("{orders}");
    assertThat(event.has("running")).isFalse();
  }

  @Test
  void aSumIsWhatItsTemporalityMakesIt() {
    JsonNode delta = sum(DELTA, true);
    JsonNode fallingDelta = sum(DELTA, false);
    JsonNode level = sum(CUMULATIVE, false);
    JsonNode total = sum(CUMULATIVE, true);

    assertThat(delta.path("kind").asText()).isEqualTo("counter");
    assertThat(fallingDelta.path("kind").asText()).isEqualTo("counter");
    assertThat(level.path("kind").asText()).isEqualTo("gauge");
    assertThat(total.path("kind").asText()).isEqualTo("counter");
    assertThat(List.of(delta.has("running"), fallingDelta.has("running"), level.has("running")))
        .containsOnly(false);
    assertThat(total.at("/running/since").asText()).isEqualTo("2026-03-01T11:58:58Z");
    assertThat(total.at("/running/stream").asText()).hasSize(36);
  }

  @Test
  void aStreamIsToldByEveryAttributeAndAReporterByItsMeasure() {
    List<JsonNode> events =
        events(
            Exported.of(
                total("requests", point().setAsInt(1)),
                total("requests", point().addAttributes(text("route", "/a")).setAsInt(1)),
                total("requests", point().setTimeUnixNano(END - 1).setAsInt(1))));

    assertThat(events.get(0).at("/running/stream"))
        .isNotEqualTo(events.get(1).at("/running/stream"))
        .isEqualTo(events.get(2).at("/running/stream"));
    assertThat(events.get(0).at("/running/reporter"))
        .isEqualTo(events.get(1).at("/running/reporter"));
  }

  @Test
  void aHistogramKeepsItsBuckets() {
    HistogramDataPoint.Builder point =
        HistogramDataPoint.newBuilder()
            .setStartTimeUnixNano(START)
            .setTimeUnixNano(END)
            .setCount(6)
            .setSum(9.5)
            .setMin(0.25)
            .setMax(4)
            .addAllExplicitBounds(List.of(0.5, 2.0))
            .addAllBucketCounts(List.of(1L, 3L, 2L));

    JsonNode delta = events(Exported.of(histogram(DELTA, point))).getFirst();
    JsonNode total = events(Exported.of(histogram(CUMULATIVE, point))).getFirst();

    assertThat(delta.path("kind").asText()).isEqualTo("distribution");
    assertThat(delta.path("value").asDouble()).isEqualTo(9.5);
    assertThat(delta.path("buckets").toString()).isEqualTo("{\"0.5\":1,\"2.0\":3,\"inf\":2}");
    assertThat(delta.path("min").asDouble()).isEqualTo(0.25);
    assertThat(delta.path("max").asDouble()).isEqualTo(4);
    assertThat(delta.has("running")).isFalse();
    assertThat(total.at("/running/since").asText()).isEqualTo("2026-03-01T11:58:58Z");
  }

  @Test
  void aHistogramMayHaveNoBucketsAndNoSum() {
    HistogramDataPoint.Builder bare =
        HistogramDataPoint.newBuilder().setTimeUnixNano(END).setCount(4).setSum(2);
    HistogramDataPoint.Builder sumless =
        HistogramDataPoint.newBuilder()
            .setTimeUnixNano(END)
            .addExplicitBounds(10)
            .addAllBucketCounts(List.of(4L, 0L));

    JsonNode lone = events(Exported.of(histogram(DELTA, bare))).getFirst();
    JsonNode estimated = events(Exported.of(histogram(DELTA, sumless))).getFirst();

    assertThat(lone.path("buckets").toString()).isEqualTo("{\"inf\":4}");
    assertThat(estimated.path("value").asDouble()).isCloseTo(20, within(1e-9));
  }

  @Test
  void anExponentialHistogramHasTheBucketsThatItsScaleMeans() {
    ExponentialHistogramDataPoint.Builder point =
        ExponentialHistogramDataPoint.newBuilder()
            .setTimeUnixNano(END)
            .setSum(3)
            .setScale(0)
            .setZeroCount(2)
            .setPositive(Buckets.newBuilder().setOffset(1).addAllBucketCounts(List.of(5L, 0L, 1L)))
            .setNegative(Buckets.newBuilder().setOffset(0).addBucketCounts(4));

    JsonNode buckets = events(Exported.of(exponential(point))).getFirst().path("buckets");

    // Above 2 up to 4, up to 8, up to 16; and from -2 up to -1.
    assertThat(buckets.path("4.0").asInt()).isEqualTo(5);
    assertThat(buckets.path("8.0").asInt()).isZero();
    assertThat(buckets.path("16.0").asInt()).isEqualTo(1);
    assertThat(buckets.path("2.0").asInt()).isZero();
    assertThat(buckets.path("0.0").asInt()).isEqualTo(2);
    assertThat(buckets.path("-1.0").asInt()).isEqualTo(4);
    assertThat(buckets.path("-2.0").asInt()).isZero();
  }

  @Test
  void anExponentialHistogramWithTooManyBucketsIsMadeCoarserAndLosesNoValue() {
    List<Long> counts = new ArrayList<>();
    for (int bucket = 0; bucket < 2_000; bucket++) {
      counts.add(1L);
    }
    ExponentialHistogramDataPoint.Builder point =
        ExponentialHistogramDataPoint.newBuilder()
            .setTimeUnixNano(END)
            .setSum(3)
            .setScale(4)
            .setPositive(Buckets.newBuilder().setOffset(-801).addAllBucketCounts(counts));

    Translation translation = translated(Exported.of(exponential(point)));
    JsonNode buckets = events(translation).getFirst().path("buckets");

    assertThat(translation.message()).isEmpty();
    assertThat(buckets.size()).isLessThan(512);
    long values = 0;
    for (JsonNode count : buckets) {
      values += count.asLong();
    }
    assertThat(values).isEqualTo(2_000);
  }

  @Test
  void aSummaryIsItsCountItsSumAndItsQuantilesAsTheyAre() {
    Metric metric =
        metric("gc.pause")
            .setSummary(
                Summary.newBuilder()
                    .addDataPoints(
                        SummaryDataPoint.newBuilder()
                            .setStartTimeUnixNano(START)
                            .setTimeUnixNano(END)
                            .setCount(7)
                            .setSum(1.5)
                            .addQuantileValues(quantile(0.5, 0.2))
                            .addQuantileValues(quantile(0.99, Double.NaN))))
            .build();

    List<JsonNode> events = events(Exported.of(metric));

    assertThat(events)
        .extracting(event -> event.path("name").asText() + " " + event.path("value").asDouble())
        .containsExactly("gc.pause.count 7.0", "gc.pause.sum 1.5", "gc.pause.quantile 0.2");
    assertThat(events.get(0).has("running") && events.get(1).has("running")).isTrue();
    assertThat(events.get(0).at("/running/stream"))
        .isNotEqualTo(events.get(1).at("/running/stream"));
    assertThat(events.get(2).at("/tags/quantile").asText()).isEqualTo("0.5");
  }

  @Test
  void refusesPointsThatSayNothingWithTheirReason() {
    Translation translation =
        translated(
            Exported.of(
                metric("a").setGauge(Gauge.newBuilder().addDataPoints(point())).build(),
                metric("b")
                    .setGauge(Gauge.newBuilder().addDataPoints(point().setAsDouble(Double.NaN)))
                    .build(),
                metric("c").setSum(Sum.newBuilder().addDataPoints(point().setAsInt(1))).build(),
                metric("d")
                    .setGauge(
                        Gauge.newBuilder().addDataPoints(point().clearTimeUnixNano().setAsInt(1)))
                    .build(),
                histogram(
                    DELTA,
                    HistogramDataPoint.newBuilder()
                        .setTimeUnixNano(END)
                        .addExplicitBounds(1)
                        .addBucketCounts(1)),
                histogram(
                    DELTA,
                    HistogramDataPoint.newBuilder()
                        .setTimeUnixNano(END)
                        .addAllExplicitBounds(List.of(2.0, 1.0))
                        .addAllBucketCounts(List.of(1L, 1L, 1L))),
                metric("n".repeat(201))
                    .setGauge(Gauge.newBuilder().addDataPoints(point().setAsInt(1)))
                    .build()));

    assertThat(translation.entries()).isEmpty();
    assertThat(translation.refused()).isEqualTo(7);
    assertThat(translation.message().orElseThrow())
        .isEqualTo("7 refused; the first: a: a data point has no value.");
  }

  @Test
  void passesOverAPointThatSaysThatItHasNoValue() {
    Metric metric =
        metric("up").setGauge(Gauge.newBuilder().addDataPoints(point().setFlags(1))).build();

    Translation translation = translated(Exported.of(metric, metric("empty").build()));

    assertThat(translation.entries()).isEmpty();
    assertThat(translation.message()).isEmpty();
  }

  @Test
  void anExportThatIsSentAgainHasTheSameIds() {
    Metric one = total("requests", point().setAsInt(1));
    Metric later = total("requests", point().setTimeUnixNano(END + 1).setAsInt(2));

    assertThat(ids(Exported.of(one, later)))
        .isEqualTo(ids(Exported.of(one, later)))
        .doesNotHaveDuplicates()
        .hasSize(2);
  }

  private static JsonNode sum(AggregationTemporality temporality, boolean isMonotonic) {
    Metric metric =
        metric("requests")
            .setSum(
                Sum.newBuilder()
                    .setAggregationTemporality(temporality)
                    .setIsMonotonic(isMonotonic)
                    .addDataPoints(point().setAsDouble(3.5)))
            .build();
    return events(Exported.of(metric)).getFirst();
  }

  private static Metric total(String name, NumberDataPoint.Builder point) {
    return metric(name)
        .setSum(
            Sum.newBuilder()
                .setAggregationTemporality(CUMULATIVE)
                .setIsMonotonic(true)
                .addDataPoints(point))
        .build();
  }

  private static Metric histogram(
      AggregationTemporality temporality, HistogramDataPoint.Builder point) {
    return metric("latency")
        .setHistogram(
            Histogram.newBuilder().setAggregationTemporality(temporality).addDataPoints(point))
        .build();
  }

  private static Metric exponential(ExponentialHistogramDataPoint.Builder point) {
    return metric("latency")
        .setExponentialHistogram(
            ExponentialHistogram.newBuilder().setAggregationTemporality(DELTA).addDataPoints(point))
        .build();
  }

  private static SummaryDataPoint.ValueAtQuantile quantile(double quantile, double value) {
    return SummaryDataPoint.ValueAtQuantile.newBuilder()
        .setQuantile(quantile)
        .setValue(value)
        .build();
  }

  private static Metric.Builder metric(String name) {
    return Metric.newBuilder().setName(name);
  }

  private static NumberDataPoint.Builder point() {
    return NumberDataPoint.newBuilder()
        .setStartTimeUnixNano(START)
        .setTimeUnixNano(END)
        .addAttributes(text("queue", "mail"));
  }
}
