package io.plimsoll.server.intake.otlp;

import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.DataPointFlags;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.metrics.v1.Sum;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Every data point is a value of a series. What adds up from a beginning (cumulative temporality)
 * is sent on as the running total that it is: the pipeline knows what was there before, and no
 * process at this door does.
 */
final class Metrics {
  private final Translation translation;

  private Metrics(Translation translation) {
    this.translation = translation;
  }

  static void translate(ExportMetricsServiceRequest request, Translation translation) {
    Metrics metrics = new Metrics(translation);
    for (ResourceMetrics resource : request.getResourceMetricsList()) {
      for (ScopeMetrics scope : resource.getScopeMetricsList()) {
        Sender sender = Sender.of(resource.getResource(), scope.getScope());
        scope.getMetricsList().forEach(metric -> metrics.add(metric, sender));
      }
    }
  }

  private void add(Metric metric, Sender sender) {
    switch (metric.getDataCase()) {
      case GAUGE ->
          metric.getGauge().getDataPointsList().stream()
              .filter(point -> isRecorded(point.getFlags()))
              .forEach(point -> translation.add(() -> gauge(metric, point, sender)));
      case SUM ->
          metric.getSum().getDataPointsList().stream()
              .filter(point -> isRecorded(point.getFlags()))
              .forEach(point -> translation.add(() -> sum(metric, point, sender)));
      case HISTOGRAM ->
          metric.getHistogram().getDataPointsList().stream()
              .filter(point -> isRecorded(point.getFlags()))
              .forEach(point -> translation.add(() -> histogram(metric, point, sender)));
      case EXPONENTIAL_HISTOGRAM ->
          metric.getExponentialHistogram().getDataPointsList().stream()
              .filter(point -> isRecorded(point.getFlags()))
              .forEach(point -> translation.add(() -> exponential(metric, point, sender)));
      case SUMMARY ->
          metric.getSummary().getDataPointsList().stream()
              .filter(point -> isRecorded(point.getFlags()))
              .forEach(point -> translation.add(() -> summary(metric, point, sender)));
      case DATA_NOT_SET -> {
        // A metric without data has no data points, and so nothing to refuse.
      }
    }
  }

  /** A point may say that there is no value, as a scrape that failed does. */
  private static boolean isRecorded(int flags) {
    return (flags & DataPointFlags.DATA_POINT_FLAGS_NO_RECORDED_VALUE_MASK_VALUE) == 0;
  }

  private List<Draft> gauge(Metric metric, NumberDataPoint point, Sender sender)
      throws RecordRefusedException {
    return List.of(
        series(metric, point, sender).event("", "gauge").with("value", value(metric, point)));
  }

  private List<Draft> sum(Metric metric, NumberDataPoint point, Sender sender)
      throws RecordRefusedException {
    Sum sum = metric.getSum();
    Series series = series(metric, point, sender);
    double value = value(metric, point);
    boolean isDelta = isDelta(metric, sum.getAggregationTemporality());
    if (isDelta) {
      return List.of(series.event("", "counter").with("value", value));
    }
    // What may fall again is a level, and what it is now is all that there is to know.
    return List.of(
        sum.getIsMonotonic()
            ? series.event("", "counter").with("value", value).with("running", series.running(""))
            : series.event("", "gauge").with("value", value));
  }

  private List<Draft> histogram(Metric metric, HistogramDataPoint point, Sender sender)
      throws RecordRefusedException {
    BucketDraft buckets = BucketDraft.of(metric.getName(), point);
    Series series =
        series(
            metric,
            point.getAttributesList(),
            point.getStartTimeUnixNano(),
            point.getTimeUnixNano(),
            sender);
    return List.of(
        distribution(series, metric.getHistogram().getAggregationTemporality(), metric, buckets));
  }

  private List<Draft> exponential(Metric metric, ExponentialHistogramDataPoint point, Sender sender)
      throws RecordRefusedException {
    BucketDraft buckets = BucketDraft.of(metric.getName(), point);
    Series series =
        series(
            metric,
            point.getAttributesList(),
            point.getStartTimeUnixNano(),
            point.getTimeUnixNano(),
            sender);
    return List.of(
        distribution(
            series, metric.getExponentialHistogram().getAggregationTemporality(), metric, buckets));
  }

  private static Draft distribution(
      Series series, AggregationTemporality temporality, Metric metric, BucketDraft buckets)
      throws RecordRefusedException {
    Draft event = buckets.into(series.event("", "distribution"));
    return isDelta(metric, temporality) ? event : event.with("running", series.running(""));
  }

  /** A summary has quantiles that nobody can add up: its count, its sum, and each as it is now. */
  private List<Draft> summary(Metric metric, SummaryDataPoint point, Sender sender)
      throws RecordRefusedException {
    Series series =
        series(
            metric,
            point.getAttributesList(),
            point.getStartTimeUnixNano(),
            point.getTimeUnixNano(),
            sender);
    List<Draft> events = new ArrayList<>();
    events.add(
        series
            .event(".count", "counter")
            .with("value", (double) point.getCount())
            .with("running", series.running(".count")));
    events.add(
        series
            .event(".sum", "counter")
            .with("value", finite(metric, point.getSum()))
            .with("running", series.running(".sum")));
    for (SummaryDataPoint.ValueAtQuantile each : point.getQuantileValuesList()) {
      // A quantile of no values is NaN.
      if (Double.isFinite(each.getValue())) {
        events.add(
            series
                .quantile(Double.toString(each.getQuantile()))
                .event(".quantile", "gauge")
                .with("value", each.getValue()));
      }
    }
    return events;
  }

  private Series series(Metric metric, NumberDataPoint point, Sender sender)
      throws RecordRefusedException {
    return series(
        metric,
        point.getAttributesList(),
        point.getStartTimeUnixNano(),
        point.getTimeUnixNano(),
        sender);
  }

  private Series series(
      Metric metric, List<KeyValue> sent, long startNanos, long nanos, Sender sender)
      throws RecordRefusedException {
    if (nanos == 0) {
      throw new RecordRefusedException(metric.getName() + ": a data point has no time.");
    }
    Map<String, String> attributes = Sender.attributes(sent);
    Map<String, String> own = new TreeMap<>();
    own.put("service.name", sender.service());
    if (!metric.getUnit().isEmpty() && !metric.getUnit().equals("1")) {
      own.put("unit", Texts.shorten(metric.getUnit(), Texts.LABEL));
    }
    Map<String, String> tags = Tags.choose(own, attributes, sender, translation.notices());
    return new Series(metric.getName(), sender.id(), attributes, tags, startNanos, nanos);
  }

  private static boolean isDelta(Metric metric, AggregationTemporality temporality)
      throws RecordRefusedException {
    return switch (temporality) {
      case AGGREGATION_TEMPORALITY_DELTA -> true;
      case AGGREGATION_TEMPORALITY_CUMULATIVE -> false;
      case AGGREGATION_TEMPORALITY_UNSPECIFIED, UNRECOGNIZED ->
          throw new RecordRefusedException(
              metric.getName() + ": its aggregation temporality is neither delta nor cumulative.");
    };
  }

  private static double value(Metric metric, NumberDataPoint point) throws RecordRefusedException {
    return switch (point.getValueCase()) {
      case AS_DOUBLE -> finite(metric, point.getAsDouble());
      case AS_INT -> (double) point.getAsInt();
      case VALUE_NOT_SET ->
          throw new RecordRefusedException(metric.getName() + ": a data point has no value.");
    };
  }

  private static double finite(Metric metric, double value) throws RecordRefusedException {
    if (!Double.isFinite(value)) {
      throw new RecordRefusedException(
          "%s: %s is not a finite number.".formatted(metric.getName(), value));
    }
    return value;
  }
}
