package io.plimsoll.server.anomaly;

import io.plimsoll.server.identity.Access;
import io.plimsoll.server.identity.Permission;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.http.ErrorCode;
import io.plimsoll.server.platform.http.ProblemException;
import io.quarkus.vertx.http.Compressed;
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
import java.util.concurrent.Semaphore;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Which hours or days of a version were unlike the others. */
@Path("/api/v1/organisations/{organisation}/projects/{project}/models/{model}/odd-profiles")
@Tag(name = "anomalies")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class OddProfilesResource {
  private static final Duration WEEK = Duration.ofDays(7);
  private static final int HOUR = 3_600;
  private static final int DAY = 86_400;
  private static final int AT_ONCE = 2;

  private final Access access;
  private final ProfileBucketStore profiles;
  private final OddProfiles odd;
  private final InstantSource clock;
  private final Semaphore places = new Semaphore(AT_ONCE);

  public OddProfilesResource(
      Access access, ProfileBucketStore profiles, OddProfiles odd, InstantSource clock) {
    this.access = access;
    this.profiles = profiles;
    this.odd = odd;
    this.clock = clock;
  }

  /** By the hour unless {@code grain} is day; without times, of the last seven days. */
  @GET
  @Compressed
  public OddProfiles.Report oddProfiles(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("model") String model,
      @QueryParam("version") @Nullable String version,
      @QueryParam("from") @Nullable String from,
      @QueryParam("to") @Nullable String to,
      @QueryParam("grain") @Nullable String grain,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    Interval window = Interval.parse(from, to, WEEK, clock.instant());
    Grid grid = grid(grain);
    SeriesName.printable("model", model);
    SeriesName.wanted("version", version);
    String latest =
        profiles
            .latestVersion(tenant, model)
            .orElseThrow(() -> ProblemException.notFound("A profile of the model " + model));
    if (!places.tryAcquire()) {
      throw new ProblemException(
          ErrorCode.OVERLOADED,
          "%d such searches are under way; ask again in a moment.".formatted(AT_ONCE));
    }
    try {
      return odd.find(tenant, model, version == null ? latest : version, window, grid);
    } finally {
      places.release();
    }
  }

  private static Grid grid(@Nullable String grain) {
    if (grain == null || grain.equals("hour")) {
      return new Grid(HOUR);
    }
    if (grain.equals("day")) {
      return new Grid(DAY);
    }
    throw ProblemException.invalid("grain", "\"%s\" is not one of hour, day.".formatted(grain));
  }
}
