package io.plimsoll.server.intake.otlp;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.google.protobuf.Message;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.plimsoll.server.identity.Access;
import io.plimsoll.server.identity.Permission;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.intake.LogDoor;
import io.plimsoll.server.platform.http.Decoding;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.time.InstantSource;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/**
 * OTLP over HTTP. 200 means: Kafka has acknowledged the events of every record that is not said to
 * be refused. Exporters send again after 429 and 503, and after nothing else.
 */
@Path("/api/otlp/v1")
@Tag(name = "opentelemetry")
@RunOnVirtualThread
public class OtlpResource {
  private static final int MAX_BYTES = 16 * 1024 * 1024;

  private final Access access;
  private final LogDoor door;
  private final InstantSource clock;
  private final MeterRegistry meters;

  public OtlpResource(Access access, LogDoor door, InstantSource clock, MeterRegistry meters) {
    this.access = access;
    this.door = door;
    this.clock = clock;
    this.meters = meters;
  }

  /** What an exporter is answered; empty if all was taken. */
  @Schema(name = "TelemetryAnswer")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Answer(@Nullable PartialSuccess partialSuccess) {
    /** How many records were refused, under the name of the signal, and why the first was. */
    @Schema(name = "TelemetryPartialSuccess")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record PartialSuccess(
        @Nullable String rejectedSpans,
        @Nullable String rejectedDataPoints,
        @Nullable String rejectedLogRecords,
        String errorMessage) {}
  }

  @POST
  @Path("/traces")
  @Consumes(MediaType.WILDCARD)
  @RequestBody(
      content = {
        @Content(
            mediaType = "application/x-protobuf",
            schema = @Schema(type = SchemaType.STRING, format = "binary")),
        @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(type = SchemaType.OBJECT))
      })
  @APIResponse(
      responseCode = "200",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = Answer.class)))
  public Response traces(
      byte[] body, @Context HttpHeaders headers, @Context SecurityContext security) {
    return export(Signal.TRACES, body, headers, security);
  }

  @POST
  @Path("/metrics")
  @Consumes(MediaType.WILDCARD)
  @RequestBody(
      content = {
        @Content(
            mediaType = "application/x-protobuf",
            schema = @Schema(type = SchemaType.STRING, format = "binary")),
        @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(type = SchemaType.OBJECT))
      })
  @APIResponse(
      responseCode = "200",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = Answer.class)))
  public Response metrics(
      byte[] body, @Context HttpHeaders headers, @Context SecurityContext security) {
    return export(Signal.METRICS, body, headers, security);
  }

  @POST
  @Path("/logs")
  @Consumes(MediaType.WILDCARD)
  @RequestBody(
      content = {
        @Content(
            mediaType = "application/x-protobuf",
            schema = @Schema(type = SchemaType.STRING, format = "binary")),
        @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(type = SchemaType.OBJECT))
      })
  @APIResponse(
      responseCode = "200",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = Answer.class)))
  public Response logs(
      byte[] body, @Context HttpHeaders headers, @Context SecurityContext security) {
    return export(Signal.LOGS, body, headers, security);
  }

  private Response export(
      Signal signal, byte[] body, HttpHeaders headers, SecurityContext security) {
    Tenant tenant = access.keyed(security, Permission.SEND_EVENTS);
    Encoding encoding = Encoding.of(headers.getHeaderString(HttpHeaders.CONTENT_TYPE));
    byte[] plain =
        Decoding.decode(body, headers.getHeaderString(HttpHeaders.CONTENT_ENCODING), MAX_BYTES);
    Translation translation = new Translation(tenant.project(), clock.instant());
    translate(encoding.read(plain, signal.request()), translation);
    append(translation);
    Optional<String> said = translation.message();
    Message answer =
        said.isPresent()
            ? signal.partialSuccess(translation.refused(), said.get())
            : signal.success();
    return Response.ok(encoding.write(answer), encoding.mediaType()).build();
  }

  private static void translate(Message request, Translation translation) {
    switch (request) {
      case ExportTraceServiceRequest traces -> Spans.translate(traces, translation);
      case ExportMetricsServiceRequest metrics -> Metrics.translate(metrics, translation);
      case ExportLogsServiceRequest logs -> LogRecords.translate(logs, translation);
      default ->
          throw new IllegalArgumentException(
              request.getDescriptorForType().getName() + " is no signal");
    }
  }

  private void append(Translation translation) {
    translation.refusedByCode().forEach(this::count);
    door.append(translation.entries());
    count("accepted", (long) translation.entries().size());
  }

  private void count(String outcome, Long records) {
    meters.counter("plimsoll.intake.events", "outcome", outcome).increment(records);
  }
}
