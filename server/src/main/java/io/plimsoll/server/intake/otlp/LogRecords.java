package io.plimsoll.server.intake.otlp;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Errors, and what tells of an exception, are error reports. Everything below is counted, in the
 * series {@value #SERIES} of its service and severity: one event for each minute of a request.
 */
final class LogRecords {
  static final String SERIES = "log.records";
  private static final int ERROR = 17;

  private final Translation translation;
  private final Map<Group, Counted> counted = new LinkedHashMap<>();

  /**
   * How often the same record stands in the request, since nothing else tells two of them apart.
   */
  private final Map<UUID, Integer> repeated = new HashMap<>();

  private LogRecords(Translation translation) {
    this.translation = translation;
  }

  private record Group(Sender sender, String severity, Instant minute) {}

  private static final class Counted {
    private final Identity identity = Identity.of("log count");
    private long records;
    private Instant last = Instant.MIN;

    void add(UUID record, Instant at) {
      identity.with(record);
      records++;
      last = at.isAfter(last) ? at : last;
    }
  }

  static void translate(ExportLogsServiceRequest request, Translation translation) {
    LogRecords records = new LogRecords(translation);
    for (ResourceLogs resource : request.getResourceLogsList()) {
      for (ScopeLogs scope : resource.getScopeLogsList()) {
        Sender sender = Sender.of(resource.getResource(), scope.getScope());
        scope.getLogRecordsList().forEach(record -> records.take(record, sender));
      }
    }
    records.counted.forEach(records::count);
  }

  private void take(LogRecord record, Sender sender) {
    Map<String, String> attributes = Sender.attributes(record.getAttributesList());
    Instant at = time(record);
    UUID id = id(record, attributes, sender);
    if (record.getSeverityNumberValue() >= ERROR || Failures.isException(attributes)) {
      translation.add(1, List.of(report(record, attributes, sender, id, at)));
    } else {
      Group group = new Group(sender, severity(record), at.truncatedTo(ChronoUnit.MINUTES));
      counted.computeIfAbsent(group, same -> new Counted()).add(id, at);
    }
  }

  private Draft report(
      LogRecord record, Map<String, String> attributes, Sender sender, UUID id, Instant at) {
    String text = Texts.of(record.getBody());
    Map<String, String> own = new TreeMap<>();
    own.put("severity", severity(record));
    put(own, "trace_id", record.getTraceId());
    put(own, "span_id", record.getSpanId());
    if (!sender.scope().isEmpty()) {
      own.put("logger", Texts.shorten(sender.scope(), Texts.LABEL));
    }
    String kind =
        attributes.getOrDefault(
            Failures.TYPE, record.getEventName().isBlank() ? "log" : record.getEventName());
    String message = attributes.getOrDefault(Failures.MESSAGE, "");
    // What the program said, and then what the exception said, if that is something else.
    String whole = text.isBlank() || text.contains(message) ? text : text + ": " + message;
    return Failures.report(
        "a log record",
        id,
        at,
        Tags.choose(own, attributes, sender, translation.notices()),
        sender,
        Draft.failure(kind, whole.isBlank() ? message : whole),
        attributes);
  }

  private void count(Group group, Counted of) {
    Map<String, String> own = new TreeMap<>();
    own.put("service.name", group.sender().service());
    own.put("severity", group.severity());
    for (String name : List.of("service.namespace", "deployment.environment.name")) {
      String value = group.sender().resource().getOrDefault(name, "");
      if (!value.isEmpty()) {
        own.put(name, Texts.shorten(value, Texts.LABEL));
      }
    }
    translation.add(
        of.records,
        List.of(
            Draft.of("metric", SERIES, of.identity.id(), of.last, own)
                .with("name", SERIES)
                .with("kind", "counter")
                .with("value", of.records)));
  }

  private UUID id(LogRecord record, Map<String, String> attributes, Sender sender) {
    UUID same =
        Identity.of("log")
            .with(sender.id())
            .with(record.getTimeUnixNano())
            .with(record.getObservedTimeUnixNano())
            .with(record.getSeverityNumberValue())
            .with(Texts.of(record.getBody()))
            .with(attributes)
            .with(record.getTraceId().toByteArray())
            .with(record.getSpanId().toByteArray())
            .with(record.getEventName())
            .id();
    return Identity.of("log record").with(same).with(repeated.merge(same, 1, Integer::sum)).id();
  }

  /**
   * When it happened, else when it was seen, else now: such a record cannot be told from a copy.
   */
  private Instant time(LogRecord record) {
    if (record.getTimeUnixNano() != 0) {
      return Draft.time(record.getTimeUnixNano());
    }
    if (record.getObservedTimeUnixNano() != 0) {
      return Draft.time(record.getObservedTimeUnixNano());
    }
    translation
        .notices()
        .add("log records without a time, taken to be of now", Texts.of(record.getBody()));
    return translation.now();
  }

  /** The name of the range that the number lies in. */
  private static String severity(LogRecord record) {
    int number = record.getSeverityNumberValue();
    List<String> names = List.of("trace", "debug", "info", "warn", "error", "fatal");
    return number < 1 || number > 24 ? "unspecified" : names.get((number - 1) / 4);
  }

  private static void put(Map<String, String> tags, String name, ByteString id) {
    if (!id.isEmpty()) {
      tags.put(name, HexFormat.of().formatHex(id.toByteArray()));
    }
  }
}
