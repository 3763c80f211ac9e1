package io.plimsoll.server.intake.otlp;

import static io.plimsoll.server.intake.otlp.Exported.END;
import static io.plimsoll.server.intake.otlp.Exported.bytes;
import static io.plimsoll.server.intake.otlp.Exported.events;
import static io.plimsoll.server.intake.otlp.Exported.ids;
import static io.plimsoll.server.intake.otlp.Exported.text;
import static io.plimsoll.server.intake.otlp.Exported.translated;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.logs.v1.LogRecord;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LogRecordsTest {
  private static final long MINUTE = 60_000_000_000L;

  @Test
  void anErrorIsReported() {
    LogRecord record =
        record(17, "the cart is gone").setTraceId(bytes(16, 1)).setSpanId(bytes(8, 2)).build();

    JsonNode report = events(Exported.of(record)).getFirst();

    assertThat(report.path("type").asText()).isEqualTo("error");
    assertThat(report.path("kind").asText()).isEqualTo("log");
    assertThat(report.path("message").asText()).isEqualTo("the cart is gone");
    assertThat(report.path("pipeline").asText()).isEqualTo("checkout");
    assertThat(report.at("/tags/severity").asText()).isEqualTo("error");
    assertThat(report.at("/tags/logger").asText()).isEqualTo("shop.orders");
    assertThat(report.at("/tags/trace_id").asText()).isEqualTo("01".repeat(16));
  }

  @Test
  void anExceptionIsReportedWhateverItsSeverity() {
    LogRecord record =
        record(9, "could not load")
            .addAttributes(text("exception.type", "KeyError"))
            .addAttributes(text("exception.message", "'price'"))
            .addAttributes(text("exception.stacktrace", "s".repeat(40_000)))
            .build();

    JsonNode report = events(Exported.of(record)).getFirst();

    assertThat(report.path("kind").asText()).isEqualTo("KeyError");
    assertThat(report.path("message").asText()).isEqualTo("could not load: 'price'");
    assertThat(report.path("stack").asText()).hasSize(32_768);
    assertThat(report.at("/tags/severity").asText()).isEqualTo("info");
  }

  @Test
  void whatIsLessIsCountedByServiceSeverityAndMinute() {
    List<JsonNode> counts =
        events(
            Exported.of(
                record(9, "a").build(),
                record(10, "b").build(),
                record(13, "c").build(),
                record(9, "d").setTimeUnixNano(END - MINUTE).build(),
                record(0, "e").build()));

    assertThat(counts)
        .extracting(
            event ->
                event.at("/tags/severity").asText()
                    + " "
                    + event.path("value").asInt()
                    + " "
                    + event.path("occurredAt").asText().substring(14, 16))
        .containsExactly("info 2 59", "warn 1 59", "info 1 58", "unspecified 1 59");
    assertThat(counts.getFirst().path("name").asText()).isEqualTo("log.records");
    assertThat(counts.getFirst().path("kind").asText()).isEqualTo("counter");
    assertThat(counts.getFirst().at("/tags/service.name").asText()).isEqualTo("checkout");
    assertThat(counts.getFirst().at("/tags/deployment.environment.name").asText())
        .isEqualTo("production");
  }

  @Test
  void anExportThatIsSentAgainHasTheSameIdsAndEqualRecordsHaveTheirOwn() {
    LogRecord error = record(17, "again").build();
    LogRecord info = record(9, "seen").build();

    assertThat(ids(Exported.of(error, error, info, info)))
        .isEqualTo(ids(Exported.of(error, error, info, info)))
        .doesNotHaveDuplicates()
        .hasSize(3);
    assertThat(ids(Exported.of(info))).isNotEqualTo(ids(Exported.of(info, info)));
  }

  @Test
  void takesTheTimeThatIsThere() {
    LogRecord observed = record(17, "x").clearTimeUnixNano().setObservedTimeUnixNano(END).build();
    LogRecord timeless = record(17, "x").clearTimeUnixNano().build();

    assertThat(events(Exported.of(observed)).getFirst().path("occurredAt").asText())
        .isEqualTo("2026-03-01T11:59:58Z");
    assertThat(events(Exported.of(timeless)).getFirst().path("occurredAt").asText())
        .isEqualTo("2026-03-01T12:00:00Z");
    assertThat(translated(Exported.of(timeless)).message().orElseThrow())
        .contains("without a time");
  }

  @Test
  void refusesTheRecordsOfAMinuteThatIsTooLongAgo() {
    Translation translation =
        translated(
            Exported.of(
                record(9, "old").setTimeUnixNano(1).build(),
                record(9, "older").setTimeUnixNano(2).build(),
                record(9, "now").build()));

    assertThat(translation.refused()).isEqualTo(2);
    assertThat(translation.entries()).hasSize(1);
    assertThat(translation.message().orElseThrow()).contains("more than 30 days ago");
  }

  @Test
  void readsABodyThatIsNoText() {
    AnyValue body =
        AnyValue.newBuilder()
            .setKvlistValue(KeyValueList.newBuilder().addValues(text("order", "17")).build())
            .build();

    JsonNode report = events(Exported.of(record(17, "").setBody(body).build())).getFirst();

    assertThat(report.path("message").asText()).isEqualTo("{\"order\":\"17\"}");
  }

  private static LogRecord.Builder record(int severity, String body) {
    return LogRecord.newBuilder()
        .setTimeUnixNano(END)
        .setSeverityNumberValue(severity)
        .setBody(AnyValue.newBuilder().setStringValue(body));
  }
}
