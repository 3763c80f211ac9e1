package io.plimsoll.server.intake.otlp;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Every span is a stage of the run that its trace names, in the pipeline that its service names;
 * every exception that it recorded is an error report beside it.
 */
final class Spans {
  private static final String RECORDS_IN = "plimsoll.records_in";
  private static final String RECORDS_OUT = "plimsoll.records_out";
  private static final double MILLIS_OF_A_SECOND = 1e3;
  private static final double NANOS_OF_A_MILLISECOND = 1e6;

  private final Translation translation;

  /** By trace and span: the names of those that stand in the same request. */
  private final Map<ByteString, String> names = new HashMap<>();

  private Spans(Translation translation) {
    this.translation = translation;
  }

  static void translate(ExportTraceServiceRequest request, Translation translation) {
    Spans spans = new Spans(translation);
    request.getResourceSpansList().stream()
        .flatMap(resource -> resource.getScopeSpansList().stream())
        .flatMap(scope -> scope.getSpansList().stream())
        .forEach(span -> spans.names.put(span.getTraceId().concat(span.getSpanId()), name(span)));
    for (ResourceSpans resource : request.getResourceSpansList()) {
      for (ScopeSpans scope : resource.getScopeSpansList()) {
        Sender sender = Sender.of(resource.getResource(), scope.getScope());
        for (Span span : scope.getSpansList()) {
          translation.add(() -> spans.events(span, sender));
        }
      }
    }
  }

  private List<Draft> events(Span span, Sender sender) throws RecordRefusedException {
    requireIds(span);
    Map<String, String> attributes = Sender.attributes(span.getAttributesList());
    List<Draft> events = new ArrayList<>();
    events.add(stage(span, sender, attributes));
    for (int index = 0; index < span.getEventsCount(); index++) {
      Span.Event event = span.getEvents(index);
      if (event.getName().equals("exception")) {
        events.add(exception(span, index, sender, attributes));
      }
    }
    return events;
  }

  private Draft stage(Span span, Sender sender, Map<String, String> attributes) {
    boolean hasFailed = span.getStatus().getCode() == Status.StatusCode.STATUS_CODE_ERROR;
    Map<String, String> own = new TreeMap<>();
    own.put("span_id", hex(span.getSpanId()));
    if (!span.getParentSpanId().isEmpty()) {
      own.put("parent_span_id", hex(span.getParentSpanId()));
    }
    Draft stage =
        Draft.of(
                "stage",
                name(span),
                Identity.of("span")
                    .with(span.getTraceId().toByteArray())
                    .with(span.getSpanId().toByteArray())
                    .id(),
                Draft.time(span.getEndTimeUnixNano()),
                Tags.choose(own, attributes, sender, translation.notices()))
            .with("pipeline", sender.service())
            .with("stage", name(span))
            .with("runId", hex(span.getTraceId()))
            .with("status", hasFailed ? "failed" : "ok")
            .with("durationMs", milliseconds(span))
            .with("recordsIn", records(attributes, RECORDS_IN))
            .with("recordsOut", records(attributes, RECORDS_OUT))
            .with(
                "parentStage",
                Optional.ofNullable(names.get(span.getTraceId().concat(span.getParentSpanId()))));
    return hasFailed ? stage.with("error", failure(span, attributes)) : stage;
  }

  private Draft exception(Span span, int index, Sender sender, Map<String, String> ofSpan) {
    Span.Event event = span.getEvents(index);
    Map<String, String> attributes = new LinkedHashMap<>(ofSpan);
    attributes.putAll(Sender.attributes(event.getAttributesList()));
    UUID id =
        Identity.of("exception")
            .with(span.getTraceId().toByteArray())
            .with(span.getSpanId().toByteArray())
            .with(index)
            .id();
    Instant at =
        Draft.time(
            event.getTimeUnixNano() == 0 ? span.getEndTimeUnixNano() : event.getTimeUnixNano());
    Map<String, String> own =
        Map.of("trace_id", hex(span.getTraceId()), "span_id", hex(span.getSpanId()));
    Map<String, Object> failure =
        Draft.failure(
            attributes.getOrDefault(Failures.TYPE, "exception"),
            attributes.getOrDefault(Failures.MESSAGE, ""));
    return Failures.report(
        name(span),
        id,
        at,
        Tags.choose(own, attributes, sender, translation.notices()),
        sender,
        failure,
        attributes);
  }

  /** What the status says, and what the last exception says where it says nothing. */
  private static Map<String, Object> failure(Span span, Map<String, String> attributes) {
    Map<String, String> exception =
        span.getEventsList().stream()
            .filter(event -> event.getName().equals("exception"))
            .reduce((first, second) -> second)
            .map(event -> Sender.attributes(event.getAttributesList()))
            .orElse(Map.of());
    String said = span.getStatus().getMessage();
    return Draft.failure(
        Optional.ofNullable(attributes.get("error.type"))
            .orElse(exception.getOrDefault(Failures.TYPE, "error")),
        said.isBlank() ? exception.getOrDefault(Failures.MESSAGE, "") : said);
  }

  private double milliseconds(Span span) {
    Duration duration =
        Duration.between(
            Draft.time(span.getStartTimeUnixNano()), Draft.time(span.getEndTimeUnixNano()));
    if (duration.isNegative()) {
      translation
          .notices()
          .add("spans that ended before they began, taken to last 0 ms", name(span));
      return 0;
    }
    return duration.getSeconds() * MILLIS_OF_A_SECOND + duration.getNano() / NANOS_OF_A_MILLISECOND;
  }

  private Optional<Long> records(Map<String, String> attributes, String name) {
    String value = attributes.get(name);
    if (value == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(Long.parseLong(value));
    } catch (NumberFormatException other) {
      translation.notices().add(name + " left out that are not whole numbers", value);
      return Optional.empty();
    }
  }

  private static void requireIds(Span span) throws RecordRefusedException {
    if (span.getTraceId().size() != 16 || span.getSpanId().size() != 8) {
      throw new RecordRefusedException(
          "%s: a trace id has 16 bytes and a span id 8, not %d and %d."
              .formatted(name(span), span.getTraceId().size(), span.getSpanId().size()));
    }
    if (span.getStartTimeUnixNano() == 0 || span.getEndTimeUnixNano() == 0) {
      throw new RecordRefusedException(
          name(span) + ": the time of its start or of its end is missing.");
    }
  }

  private static String name(Span span) {
    return span.getName().isBlank() ? "unnamed" : Texts.shorten(span.getName(), Texts.LABEL);
  }

  private static String hex(ByteString id) {
    return HexFormat.of().formatHex(id.toByteArray());
  }
}
