package io.plimsoll.server.insight;

import io.plimsoll.server.identity.Access;
import io.plimsoll.server.identity.Permission;
import io.plimsoll.server.identity.Tenant;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** How long a project's events took until they could be seen, beside what is promised. */
@Path("/api/v1/organisations/{organisation}/projects/{project}/delays")
@Tag(name = "applications")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class DelaysResource {
  /** As the pipeline counts what was in time. */
  private static final Duration PROMISE = Duration.ofSeconds(30);

  private static final int MOST_POINTS = 60;

  private final Access access;
  private final DelayStore store;
  private final InstantSource clock;

  public DelaysResource(Access access, DelayStore store, InstantSource clock) {
    this.access = access;
    this.store = store;
    this.clock = clock;
  }

  /**
   * The delays of a window, in seconds.
   *
   * @param all of the whole window; null if nothing was stored in it
   */
  @Schema(name = "EventDelays")
  public record Delays(
      double promise, DelayStore.@Nullable Delay all, List<DelayStore.Delay> points) {
    public Delays {
      points = List.copyOf(points);
    }
  }

  @GET
  public Delays delays(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @QueryParam("window") @Nullable String window,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    TimeRange range = TimeRange.last(TimeRange.window(window), clock.instant());
    return new Delays(
        PROMISE.toSeconds(),
        store.all(tenant, range).orElse(null),
        store.delays(tenant, range, Step.fitting(range, MOST_POINTS)));
  }
}
