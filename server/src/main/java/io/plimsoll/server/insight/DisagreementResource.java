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
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** How often the shadow of a model would have answered otherwise. */
@Path("/api/v1/organisations/{organisation}/projects/{project}/models/{model}/shadow/disagreement")
@Tag(name = "traffic")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class DisagreementResource {
  private static final int MOST_ROWS = 10_000;

  private final Access access;
  private final CatalogueStore catalogue;
  private final DisagreementStore rows;
  private final InstantSource clock;

  public DisagreementResource(
      Access access, CatalogueStore catalogue, DisagreementStore rows, InstantSource clock) {
    this.access = access;
    this.catalogue = catalogue;
    this.rows = rows;
    this.clock = clock;
  }

  @GET
  public Disagreement disagreement(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("model") String model,
      @QueryParam("window") @Nullable String window,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    catalogue.require(tenant, model);
    Instant now = clock.instant();
    Instant from = now.minus(TimeRange.window(window));
    List<Disagreement.Row> found = rows.rows(tenant, model, from, MOST_ROWS);
    return new Disagreement(from, now, found.size() == MOST_ROWS, Disagreement.compare(found));
  }
}
