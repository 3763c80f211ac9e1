package io.plimsoll.server.intake.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTracePartialSuccess;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.trace.v1.Span;
import io.plimsoll.server.platform.http.ErrorCode;
import io.plimsoll.server.platform.http.ProblemException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EncodingTest {
  @Test
  void readsTheSameOutOfJsonAndOutOfProtobuf() {
    ExportTraceServiceRequest read =
        (ExportTraceServiceRequest)
            json(
                Signal.TRACES,
                """
                {"resourceSpans": [{
                  "resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "a"}}]},
                  "scopeSpans": [{"scope": null, "futureField": {"x": [1, {}]}, "spans": [{
                    "traceId": "5B8EFFF798038103D269B633813FC60C", "spanId": "eee19b7ec3c1b174",
                    "parentSpanId": "", "name": "load", "kind": 2, "startTimeUnixNano": "18446744073709551615",
                    "endTimeUnixNano": 1544712660000000000, "status": {"code": 2},
                    "attributes": [
                      {"key": "a", "value": {"intValue": "-9223372036854775808"}},
                      {"key": "b", "value": {"doubleValue": "NaN"}},
                      {"key": "c", "value": {"bytesValue": "AQI="}},
                      {"key": "d", "value": {"arrayValue": {"values": [{"boolValue": true}]}}}]
                  }]}]
                }]}
                """);

    Span span = read.getResourceSpans(0).getScopeSpans(0).getSpans(0);
    assertThat(span.getTraceId().size()).isEqualTo(16);
    assertThat(span.getTraceId().byteAt(0)).isEqualTo((byte) 0x5B);
    assertThat(span.getSpanId().byteAt(7)).isEqualTo((byte) 0x74);
    assertThat(span.getStartTimeUnixNano()).isEqualTo(-1);
    assertThat(span.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_SERVER);
    assertThat(span.getAttributes(0).getValue().getIntValue()).isEqualTo(Long.MIN_VALUE);
    assertThat(span.getAttributes(1).getValue().getDoubleValue()).isNaN();
    assertThat(span.getAttributes(2).getValue().getBytesValue().size()).isEqualTo(2);
    assertThat(span.getAttributes(3).getValue().getArrayValue().getValues(0).getBoolValue())
        .isTrue();
    assertThat(Encoding.PROTOBUF.read(read.toByteArray(), Signal.TRACES.request())).isEqualTo(read);
  }

  @Test
  void readsMetricsAndLogsOutOfJson() {
    ExportMetricsServiceRequest metrics =
        (ExportMetricsServiceRequest)
            json(
                Signal.METRICS,
                """
                {"resourceMetrics":[{"scopeMetrics":[{"metrics":[
                  {"name":"a","sum":{"aggregationTemporality":2,"isMonotonic":true,
                   "dataPoints":[{"asInt":"5","timeUnixNano":"1"},{"asDouble":1e3,"flags":1}]}},
                  {"name":"b","exponentialHistogram":{"dataPoints":[
                    {"scale":-2,"positive":{"offset":"-3","bucketCounts":["1",2]},"count":3}]}}]}]}]}
                """);
    ExportLogsServiceRequest logs =
        (ExportLogsServiceRequest)
            json(
                Signal.LOGS,
                """
                {"resourceLogs":[{"scopeLogs":[{"logRecords":[{"severityNumber":17,"severityText":"ERROR",
                  "body":{"kvlistValue":{"values":[{"key":"x","value":{}}]}},"traceId":"00","flags":1}]}]}]}
                """);

    NumberDataPoint point =
        metrics.getResourceMetrics(0).getScopeMetrics(0).getMetrics(0).getSum().getDataPoints(0);
    assertThat(point.getAsInt()).isEqualTo(5);
    assertThat(
            metrics
                .getResourceMetrics(0)
                .getScopeMetrics(0)
                .getMetrics(1)
                .getExponentialHistogram()
                .getDataPoints(0)
                .getPositive()
                .getBucketCountsList())
        .containsExactly(1L, 2L);
    AnyValue body = logs.getResourceLogs(0).getScopeLogs(0).getLogRecords(0).getBody();
    assertThat(Texts.of(body)).isEqualTo("{\"x\":null}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "7",
        "[]",
        "{",
        "{} {}",
        "{\"resourceSpans\": {}}",
        "{\"resourceSpans\": [null]}",
        "{\"resourceSpans\": [7]}",
        "{\"resourceSpans\": [{\"scopeSpans\": [{\"spans\": [{\"traceId\": \"xyz\"}]}]}]}",
        "{\"resourceSpans\": [{\"scopeSpans\": [{\"spans\": [{\"traceId\":"
            + " \"W47/95gDgQPSabYzgT/GDA==\"}]}]}]}",
        "{\"resourceSpans\": [{\"scopeSpans\": [{\"spans\": [{\"kind\":"
            + " \"SPAN_KIND_SERVER\"}]}]}]}",
        "{\"resourceSpans\": [{\"scopeSpans\": [{\"spans\": [{\"startTimeUnixNano\": 1.5}]}]}]}",
        "{\"resourceSpans\": [{\"scopeSpans\": [{\"spans\": [{\"startTimeUnixNano\": -1}]}]}]}",
        "{\"resourceSpans\": [{\"scopeSpans\": [{\"spans\": [{\"name\": 7}]}]}]}",
        "{\"resourceSpans\": [{\"scopeSpans\": [{\"spans\": [{\"kind\": 99999999999}]}]}]}"
      })
  void refusesJsonThatIsNoRequest(String body) {
    assertThatThrownBy(() -> json(Signal.TRACES, body))
        .isInstanceOfSatisfying(
            ProblemException.class,
            problem -> assertThat(problem.code()).isEqualTo(ErrorCode.INVALID_REQUEST));
  }

  @Test
  void refusesWhatNestsTooDeepAndWhatIsNoProtobuf() {
    String deep =
        "{\"resourceSpans\":[{\"resource\":{\"attributes\":[{\"value\":"
            + "{\"arrayValue\":{\"values\":[".repeat(200)
            + "]}}".repeat(200)
            + "}]}}]}";

    assertThatThrownBy(() -> json(Signal.TRACES, deep)).hasMessageContaining("nests deeper");
    assertThatThrownBy(
            () ->
                Encoding.PROTOBUF.read(
                    "{}".getBytes(StandardCharsets.UTF_8), Signal.TRACES.request()))
        .hasMessageStartingWith("The body is not a ExportTraceServiceRequest in protobuf");
  }

  @Test
  void takesTheTypesOfTheProtocolOnly() {
    assertThat(Encoding.of("application/x-protobuf")).isEqualTo(Encoding.PROTOBUF);
    assertThat(Encoding.of("Application/JSON; charset=utf-8")).isEqualTo(Encoding.JSON);
    assertThatThrownBy(() -> Encoding.of("text/plain"))
        .isInstanceOfSatisfying(
            ProblemException.class, problem -> assertThat(problem.code().status()).isEqualTo(415));
    assertThatThrownBy(() -> Encoding.of(null)).isInstanceOf(ProblemException.class);
  }

  @Test
  void answersNothingWhereThereIsNothingToSay() throws InvalidProtocolBufferException {
    assertThat(Encoding.PROTOBUF.write(Signal.LOGS.success())).isEmpty();
    assertThat(text(Signal.LOGS.success())).isEqualTo("{}");
    assertThat(text(Signal.METRICS.partialSuccess(3, "why")))
        .isEqualTo("{\"partialSuccess\":{\"rejectedDataPoints\":\"3\",\"errorMessage\":\"why\"}}");
    assertThat(text(Signal.LOGS.partialSuccess(0, "a warning")))
        .isEqualTo("{\"partialSuccess\":{\"errorMessage\":\"a warning\"}}");
    assertThat(
            ExportTraceServiceResponse.parseFrom(
                    Encoding.PROTOBUF.write(Signal.TRACES.partialSuccess(2, "x")))
                .getPartialSuccess())
        .isEqualTo(
            ExportTracePartialSuccess.newBuilder()
                .setRejectedSpans(2)
                .setErrorMessage("x")
                .build());
  }

  private static String text(Message answer) {
    return new String(Encoding.JSON.write(answer), StandardCharsets.UTF_8);
  }

  private static Message json(Signal signal, String text) {
    return Encoding.JSON.read(text.getBytes(StandardCharsets.UTF_8), signal.request());
  }
}
