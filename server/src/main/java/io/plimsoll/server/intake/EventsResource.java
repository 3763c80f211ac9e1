package io.plimsoll.server.intake;

import io.micrometer.core.instrument.MeterRegistry;
import io.plimsoll.server.identity.Access;
import io.plimsoll.server.identity.Permission;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.config.PlimsollConfig;
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
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/**
 * Events in over HTTP. 202 means: Kafka has acknowledged every event that is counted as accepted.
 */
@Path("/api/v1/events")
@Tag(name = "events")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class EventsResource {
  private static final int MAX_BYTES = 5 * 1024 * 1024;

  private final Access access;
  private final LogDoor door;
  private final InstantSource clock;
  private final MeterRegistry meters;
  private final Admission admission;

  public EventsResource(
      Access access,
      LogDoor door,
      InstantSource clock,
      PlimsollConfig config,
      MeterRegistry meters) {
    this.access = access;
    this.door = door;
    this.clock = clock;
    this.meters = meters;
    this.admission = new Admission(Duration.ofDays(config.retentionDays()));
  }

  @POST
  @Consumes(MediaType.WILDCARD)
  @RequestBody(
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = EventBatch.class)))
  @APIResponse(
      responseCode = "202",
      content = @Content(schema = @Schema(implementation = Receipt.class)))
  public Response accept(
      byte[] body,
      @HeaderParam(HttpHeaders.CONTENT_ENCODING) @Nullable String encoding,
      @Context SecurityContext security) {
    Tenant tenant = access.keyed(security, Permission.SEND_EVENTS);
    byte[] json = Decoding.decode(body, encoding, MAX_BYTES);
    Admission.Sorted sorted = admission.sort(json, tenant.project(), clock.instant());
    sorted.refused().forEach(this::count);
    if (sorted.good().isEmpty() && !sorted.refused().isEmpty()) {
      throw new ProblemException(
          ErrorCode.ALL_EVENTS_REFUSED,
          "None of the %d events can be taken; the first: %s"
              .formatted(sorted.refused().size(), sorted.refused().getFirst().message()),
          Map.of("accepted", 0, "refused", sorted.refused()));
    }
    door.append(sorted.good());
    meters.counter("plimsoll.intake.events", "outcome", "accepted").increment(sorted.good().size());
    return Response.accepted(new Receipt(sorted.good().size(), sorted.refused())).build();
  }

  private void count(Refusal refusal) {
    meters.counter("plimsoll.intake.events", "outcome", refusal.code()).increment();
  }
}
