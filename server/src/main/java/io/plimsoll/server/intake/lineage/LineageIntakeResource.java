package io.plimsoll.server.intake.lineage;

import io.micrometer.core.instrument.MeterRegistry;
import io.plimsoll.events.Event;
import io.plimsoll.events.EventRefusedException;
import io.plimsoll.events.LineageReader;
import io.plimsoll.events.RefusalCode;
import io.plimsoll.server.identity.Access;
import io.plimsoll.server.identity.Permission;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.intake.LogDoor;
import io.plimsoll.server.intake.LogEntries;
import io.plimsoll.server.platform.eventlog.EventLog;
import io.plimsoll.server.platform.http.Decoding;
import io.plimsoll.server.platform.http.ErrorCode;
import io.plimsoll.server.platform.http.ProblemException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/**
 * OpenLineage over HTTP, where its clients send by themselves. 200 means: Kafka has acknowledged
 * every event that is not said to be refused. Clients of Python send again after 503, those of Java
 * do not.
 */
@Path("/api/v1/lineage")
@Tag(name = "lineage")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class LineageIntakeResource {
  private static final int MAX_BATCH_BYTES = 16 << 20;

  private final Access access;
  private final LogDoor door;
  private final InstantSource clock;
  private final MeterRegistry meters;
  private final LineageReader reader = new LineageReader();

  public LineageIntakeResource(
      Access access, LogDoor door, InstantSource clock, MeterRegistry meters) {
    this.access = access;
    this.door = door;
    this.clock = clock;
    this.meters = meters;
  }

  /** What a single event is answered: its id, which is the same when it is sent again. */
  @Schema(name = "LineageReceipt")
  public record Receipt(String id) {}

  @POST
  @Consumes(MediaType.WILDCARD)
  @RequestBody(
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(type = SchemaType.OBJECT)))
  public Receipt accept(
      byte[] body,
      @HeaderParam(HttpHeaders.CONTENT_ENCODING) @Nullable String encoding,
      @Context SecurityContext security) {
    Tenant tenant = access.keyed(security, Permission.SEND_EVENTS);
    byte[] json = Decoding.decode(body, encoding, LineageReader.MAX_BYTES);
    Event.Lineage event = read(json);
    append(List.of(LogEntries.of(event, tenant.project(), json)));
    return new Receipt(event.id().toString());
  }

  @POST
  @Path("/batch")
  @Consumes(MediaType.WILDCARD)
  @RequestBody(
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(type = SchemaType.ARRAY, implementation = Object.class)))
  public BatchAnswer acceptBatch(
      byte[] body,
      @HeaderParam(HttpHeaders.CONTENT_ENCODING) @Nullable String encoding,
      @Context SecurityContext security) {
    Tenant tenant = access.keyed(security, Permission.SEND_EVENTS);
    List<byte[]> events = LineageBatch.split(Decoding.decode(body, encoding, MAX_BATCH_BYTES));
    Instant now = clock.instant();
    List<EventLog.Entry> good = new ArrayList<>();
    List<BatchAnswer.Failed> failed = new ArrayList<>();
    for (int index = 0; index < events.size(); index++) {
      byte[] json = events.get(index);
      try {
        good.add(LogEntries.of(reader.read(json, now), tenant.project(), json));
      } catch (EventRefusedException refusal) {
        count(refusal.code().text(), 1);
        failed.add(new BatchAnswer.Failed(index, refusal.reason(), false));
      }
    }
    if (good.isEmpty() && !failed.isEmpty()) {
      throw new ProblemException(
          ErrorCode.ALL_EVENTS_REFUSED,
          "None of the %d events can be taken; the first: %s"
              .formatted(failed.size(), failed.getFirst().reason()),
          Map.of("failed_events", failed));
    }
    append(good);
    return BatchAnswer.of(events.size(), failed);
  }

  private Event.Lineage read(byte[] json) {
    try {
      return reader.read(json, clock.instant());
    } catch (EventRefusedException refusal) {
      count(refusal.code().text(), 1);
      throw new ProblemException(problem(refusal.code()), refusal.reason());
    }
  }

  private static ErrorCode problem(RefusalCode code) {
    return switch (code) {
      case EVENT_TOO_LARGE -> ErrorCode.TOO_LARGE;
      case NOT_JSON -> ErrorCode.INVALID_REQUEST;
      default -> ErrorCode.INVALID_FIELD;
    };
  }

  private void append(List<EventLog.Entry> entries) {
    count("accepted", entries.size());
    door.append(entries);
  }

  private void count(String outcome, int events) {
    meters.counter("plimsoll.intake.events", "outcome", outcome).increment(events);
  }
}
