package io.plimsoll.server.intake.otlp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Span;
import io.plimsoll.server.platform.database.ProjectId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Requests of one service, and what they are translated to. */
final class Exported {
  static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  /** Two seconds before now. */
  static final long END = nanos(NOW.minusSeconds(2));

  static final Resource RESOURCE =
      Resource.newBuilder()
          .addAttributes(text("service.name", "checkout"))
          .addAttributes(text("service.version", "1.4"))
          .addAttributes(text("deployment.environment.name", "production"))
          .addAttributes(text("host.name", "web-7"))
          .addAttributes(text("service.instance.id", "a-b-c"))
          .addAttributes(text("process.pid", "17"))
          .build();
  private static final InstrumentationScope SCOPE =
      InstrumentationScope.newBuilder().setName("shop.orders").setVersion("2").build();
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ProjectId PROJECT = new ProjectId(new UUID(1, 2));

  private Exported() {}

  static ExportTraceServiceRequest of(Span... spans) {
    ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
    request
        .addResourceSpansBuilder()
        .setResource(RESOURCE)
        .addScopeSpansBuilder()
        .setScope(SCOPE)
        .addAllSpans(List.of(spans));
    return request.build();
  }

  static ExportMetricsServiceRequest of(Metric... metrics) {
    ExportMetricsServiceRequest.Builder request = ExportMetricsServiceRequest.newBuilder();
    request
        .addResourceMetricsBuilder()
        .setResource(RESOURCE)
        .addScopeMetricsBuilder()
        .setScope(SCOPE)
        .addAllMetrics(List.of(metrics));
    return request.build();
  }

  static ExportLogsServiceRequest of(LogRecord... records) {
    ExportLogsServiceRequest.Builder request = ExportLogsServiceRequest.newBuilder();
    request
        .addResourceLogsBuilder()
        .setResource(RESOURCE)
        .addScopeLogsBuilder()
        .setScope(SCOPE)
        .addAllLogRecords(List.of(records));
    return request.build();
  }

  static Translation translated(Message request) {
    Translation translation = new Translation(PROJECT, NOW);
    switch (request) {
      case ExportTraceServiceRequest traces -> Spans.translate(traces, translation);
      case ExportMetricsServiceRequest metrics -> Metrics.translate(metrics, translation);
      case ExportLogsServiceRequest logs -> LogRecords.translate(logs, translation);
      default -> throw new IllegalArgumentException("no signal");
    }
    return translation;
  }

  /** The events, as they stand in the log. */
  static List<JsonNode> events(Message request) {
    return events(translated(request));
  }

  static List<JsonNode> events(Translation translation) {
    return translation.entries().stream().map(entry -> json(entry.value())).toList();
  }

  static List<String> ids(Message request) {
    return events(request).stream().map(event -> event.path("id").asText()).toList();
  }

  static KeyValue text(String name, String value) {
    return KeyValue.newBuilder()
        .setKey(name)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  static KeyValue number(String name, long value) {
    return KeyValue.newBuilder()
        .setKey(name)
        .setValue(AnyValue.newBuilder().setIntValue(value))
        .build();
  }

  static ByteString bytes(int length, int fill) {
    byte[] bytes = new byte[length];
    java.util.Arrays.fill(bytes, (byte) fill);
    return ByteString.copyFrom(bytes);
  }

  static long nanos(Instant at) {
    return at.getEpochSecond() * 1_000_000_000L + at.getNano();
  }

  private static JsonNode json(byte[] text) {
    try {
      return JSON.readTree(text);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
