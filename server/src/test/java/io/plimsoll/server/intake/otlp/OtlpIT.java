package io.plimsoll.server.intake.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.exporter.otlp.http.logs.OtlpHttpLogRecordExporter;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.export.BatchLogRecordProcessor;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.plimsoll.server.testing.TestServer;
import io.plimsoll.server.testing.TestServerAnswer;
import io.plimsoll.server.testing.TestServerClient;
import io.plimsoll.server.testing.TestServerPatience;
import io.plimsoll.server.testing.TestServerTenant;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** The whole way of OpenTelemetry, with its real SDKs and a real server. */
class OtlpIT {
  private static final TestServer SERVER = TestServer.shared();
  private static final TestServerTenant TENANT = TestServerTenant.in(SERVER, "telemetry");
  private static final TestServerTenant OTHER = TestServerTenant.in(SERVER, "telemetry-other");
  private static final String OTLP = "/api/otlp/v1";
  private static final Path PYTHON = Path.of("..", ".build", "python", "bin", "python");
  private static final Path SCRIPT = Path.of("src", "test", "python", "export_telemetry.py");
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final TestServerClient machine = TENANT.machine("events");

  @Test
  void takesWhatTheSdkOfPythonSends() throws Exception {
    assertThat(PYTHON)
        .as("has opentelemetry-sdk; `./plimsoll test java` makes it, once")
        .matches(Files::isExecutable);
    ProcessBuilder builder =
        new ProcessBuilder(PYTHON.toAbsolutePath().toString(), SCRIPT.toString())
            .redirectErrorStream(true);
    builder
        .environment()
        .putAll(
            Map.of(
                "OTEL_EXPORTER_OTLP_ENDPOINT", SERVER.url() + "/api/otlp",
                "OTEL_EXPORTER_OTLP_HEADERS", "authorization=Bearer%20" + TENANT.key(),
                "OTEL_EXPORTER_OTLP_COMPRESSION", "gzip",
                "OTEL_SERVICE_NAME", "python-shop",
                "OTEL_RESOURCE_ATTRIBUTES", "service.version=7,k8s.namespace.name=shops"));

    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    assertThat(said).as("a warning of the exporter").doesNotContainIgnoringCase("fail");
    untilSum("python.orders", "{\"country\": \"de\"}", 6);
    untilSum("python.orders", "{\"country\": \"fr\", \"k8s.namespace.name\": \"shops\"}", 30);
    untilCount("python.latency", "sum = 300 AND min = 50 AND max = 150", 1);
    // The level after each of three exports; the exporter tells the last one again as it ends.
    untilRows(
        "(SELECT DISTINCT project_id, name, value FROM metrics)", "name = 'python.waiting'", 3);
    untilRows(
        "(SELECT DISTINCT project_id, name, value FROM metrics)", "name = 'python.temperature'", 3);
    untilRows(
        "stages",
        "pipeline = 'python-shop' AND stage = 'order' AND status = 'ok' AND records_in = 3",
        1);
    untilRows(
        "stages",
        "stage = 'charge' AND status = 'failed' AND error_kind = 'ValueError'"
            + " AND tags->>'gen_ai.provider.name' = 'openai'",
        1);
    untilRows("errors", "kind = 'ValueError' AND stack LIKE '%the card was refused%'", 1);
    untilRows("errors", "kind = 'KeyError' AND message LIKE 'an order could not be read%'", 1);
    untilSum("log.records", "{\"service.name\": \"python-shop\", \"severity\": \"info\"}", 3);
  }

  @Test
  void takesWhatTheSdkOfJavaSends() {
    try (OpenTelemetrySdk sdk = sdk()) {
      LongCounter orders = sdk.getMeter("shop").counterBuilder("java.orders").build();
      DoubleHistogram latency = sdk.getMeter("shop").histogramBuilder("java.latency").build();
      for (int export = 1; export <= 3; export++) {
        orders.add(export, Attributes.of(AttributeKey.stringKey("country"), "de"));
        latency.record(export * 4.0);
        // Right after an export, the reader may still take itself to be busy with it.
        TestServerPatience.until(
            "an export",
            () ->
                sdk.getSdkMeterProvider()
                    .forceFlush()
                    .join(LIMIT.toSeconds(), TimeUnit.SECONDS)
                    .isSuccess());
      }
      Span span = sdk.getTracer("shop").spanBuilder("load").startSpan();
      span.recordException(new IllegalStateException("no rows"));
      span.setStatus(StatusCode.ERROR, "gave up");
      span.end();
      sdk.getLogsBridge()
          .get("shop")
          .logRecordBuilder()
          .setSeverity(Severity.FATAL)
          .setBody("the shop is closed")
          .emit();
      join(sdk.getSdkTracerProvider().forceFlush());
      join(sdk.getSdkLoggerProvider().forceFlush());
    }

    untilSum("java.orders", "{\"country\": \"de\", \"service.name\": \"java-shop\"}", 6);
    untilSum("java.latency", "{}", 24);
    untilCount("java.latency", "min = 4 AND max = 12 AND count = 3", 1);
    untilRows("stages", "stage = 'load' AND error_message = 'gave up'", 1);
    untilRows("errors", "kind = 'java.lang.IllegalStateException' AND message = 'no rows'", 1);
    untilRows("errors", "message = 'the shop is closed' AND tags->>'severity' = 'fatal'", 1);
  }

  @Test
  void countsAnExportThatIsSentAgainOnceAndShowsItToItsTenantAlone() throws IOException {
    byte[] json =
        """
        {"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"again"}}]},
          "scopeLogs":[{"logRecords":[
            {"timeUnixNano":"%1$s","severityNumber":9,"body":{"stringValue":"x"}},
            {"timeUnixNano":"%1$s","severityNumber":9,"body":{"stringValue":"x"}},
            {"timeUnixNano":"%1$s","severityNumber":21,"body":{"stringValue":"twice"}}]}]}]}
        """
            .formatted(Exported.nanos(Instant.now()))
            .getBytes(StandardCharsets.UTF_8);
    TestServerClient zipped = machine.with("Content-Encoding", "gzip");

    assertThat(machine.send("POST", OTLP + "/logs", json).expect(200).body()).isEqualTo("{}");
    zipped.send("POST", OTLP + "/logs", gzip(json)).expect(200);
    OTHER.machine("events").send("POST", OTLP + "/logs", json).expect(200);
    machine
        .send(
            "POST",
            OTLP + "/metrics",
            """
            {"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"again.last","gauge":{"dataPoints":[
              {"timeUnixNano":"%s","asInt":1}]}}]}]}]}
            """
                .formatted(Exported.nanos(Instant.now()))
                .getBytes(StandardCharsets.UTF_8))
        .expect(200);

    untilRows("metrics", "name = 'again.last'", 1);
    untilRows("errors", "message = 'twice'", 1);
    untilSum("log.records", "{\"service.name\": \"again\"}", 2);
    TestServerPatience.until(
        "the other tenant's own",
        () ->
            OTHER.count("SELECT count(*) FROM errors WHERE project_id = :project AND kind = 'log'")
                == 1);
    assertThat(OTHER.count("SELECT count(*) FROM metrics WHERE project_id = :project"))
        .isEqualTo(1);
  }

  @Test
  void answersAsTheProtocolSays() throws IOException {
    TestServerClient protobuf = machine.with("Content-Type", "application/x-protobuf");

    for (String signal : new String[] {"traces", "metrics", "logs"}) {
      TestServerAnswer empty = protobuf.send("POST", OTLP + "/" + signal, new byte[0]).expect(200);
      assertThat(empty.body()).isEmpty();
      assertThat(empty.headers().firstValue("Content-Type")).contains("application/x-protobuf");
      assertThat(send(signal, "{}").expect(200).body()).isEqualTo("{}");
    }
    JsonNode partial =
        send("traces", "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"name\":\"lost\"}]}]}]}")
            .expect(200)
            .json();
    assertThat(partial.at("/partialSuccess/rejectedSpans").asText()).isEqualTo("1");
    assertThat(partial.at("/partialSuccess/errorMessage").asText())
        .startsWith("1 refused; the first: lost:");
    JsonNode malformed = send("logs", "{").expect(400).json();
    assertThat(malformed.path("code").asInt()).isEqualTo(3);
    assertThat(malformed.path("message").asText()).contains("not valid JSON");
    TestServerAnswer damaged =
        protobuf.send("POST", OTLP + "/logs", new byte[] {1, 2, 3}).expect(400);
    assertThat(damaged.headers().firstValue("Content-Type")).contains("application/x-protobuf");
    assertThat(damaged.body()).contains("ExportLogsServiceRequest");
    machine.with("Content-Type", "text/plain").send("POST", OTLP + "/logs", bytes("x")).expect(415);
    assertThat(
            machine
                .with("Content-Encoding", "gzip")
                .send("POST", OTLP + "/logs", gzip(new byte[17 * 1024 * 1024]))
                .expect(413)
                .json()
                .path("code")
                .asInt())
        .isEqualTo(8);
    assertThat(
            TENANT
                .machine("read")
                .send("POST", OTLP + "/logs", bytes("{}"))
                .expect(403)
                .json()
                .path("code")
                .asInt())
        .isEqualTo(7);
  }

  private static OpenTelemetrySdk sdk() {
    String authorization = "Bearer " + TENANT.key();
    String base = SERVER.url() + OTLP;
    Resource resource =
        Resource.getDefault()
            .merge(
                Resource.create(
                    Attributes.of(AttributeKey.stringKey("service.name"), "java-shop")));
    return OpenTelemetrySdk.builder()
        .setMeterProvider(
            SdkMeterProvider.builder()
                .setResource(resource)
                .registerMetricReader(
                    PeriodicMetricReader.builder(
                            OtlpHttpMetricExporter.builder()
                                .setEndpoint(base + "/metrics")
                                .addHeader("Authorization", authorization)
                                .build())
                        .setInterval(Duration.ofHours(1))
                        .build())
                .build())
        .setTracerProvider(
            SdkTracerProvider.builder()
                .setResource(resource)
                .addSpanProcessor(
                    BatchSpanProcessor.builder(
                            OtlpHttpSpanExporter.builder()
                                .setEndpoint(base + "/traces")
                                .setCompression("gzip")
                                .addHeader("Authorization", authorization)
                                .build())
                        .build())
                .build())
        .setLoggerProvider(
            SdkLoggerProvider.builder()
                .setResource(resource)
                .addLogRecordProcessor(
                    BatchLogRecordProcessor.builder(
                            OtlpHttpLogRecordExporter.builder()
                                .setEndpoint(base + "/logs")
                                .addHeader("Authorization", authorization)
                                .build())
                        .build())
                .build())
        .build();
  }

  private static void join(CompletableResultCode outcome) {
    assertThat(outcome.join(LIMIT.toSeconds(), TimeUnit.SECONDS).isSuccess()).isTrue();
  }

  private TestServerAnswer send(String signal, String json) {
    return machine.send("POST", OTLP + "/" + signal, bytes(json));
  }

  private static void untilRows(String table, String condition, long wanted) {
    String query =
        "SELECT count(*) FROM %s WHERE project_id = :project AND %s".formatted(table, condition);
    TestServerPatience.until(
        wanted + " rows of " + table + " with " + condition, () -> TENANT.count(query) == wanted);
  }

  /** The series of a name whose tags hold these, over all minutes. */
  private static void untilSum(String name, String tags, long wanted) {
    String query =
        """
        SELECT coalesce(sum(r.sum), -1)::bigint FROM rollups r JOIN series s ON s.id = r.series_id
        WHERE s.project_id = :project AND s.name = '%s' AND s.tags @> '%s'
        """
            .formatted(name, tags);
    TestServerPatience.until(
        name + " " + tags + " = " + wanted, () -> TENANT.count(query) == wanted);
  }

  private static void untilCount(String name, String condition, long wanted) {
    String query =
        """
        SELECT count(*) FROM (
          SELECT sum(r.sum) AS sum, min(r.min) AS min, max(r.max) AS max, sum(r.count) AS count
          FROM rollups r JOIN series s ON s.id = r.series_id
          WHERE s.project_id = :project AND s.name = '%s') AS whole
        WHERE %s
        """
            .formatted(name, condition);
    TestServerPatience.until(name + " with " + condition, () -> TENANT.count(query) == wanted);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(plain);
    }
    return packed.toByteArray();
  }
}
