package io.plimsoll.server.insight;

import io.plimsoll.server.identity.Access;
import io.plimsoll.server.identity.Permission;
import io.plimsoll.server.identity.Tenant;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What came of the answers of the versions that share production's calls. */
@Path("/api/v1/organisations/{organisation}/projects/{project}/models/{model}/split/outcomes")
@Tag(name = "traffic")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class OutcomesResource {
  private static final Duration WITHOUT_SPLIT = Duration.ofDays(7);
  private static final int MOST_ROWS = 20_000;

  private final Access access;
  private final CatalogueStore catalogue;
  private final OutcomeStore outcomes;
  private final InstantSource clock;

  public OutcomesResource(
      Access access, CatalogueStore catalogue, OutcomeStore outcomes, InstantSource clock) {
    this.access = access;
    this.catalogue = catalogue;
    this.outcomes = outcomes;
    this.clock = clock;
  }

  /** Since the split was set; of production alone, of the last seven days. */
  @GET
  public Outcomes outcomes(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("model") String model,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    catalogue.require(tenant, model);
    Instant now = clock.instant();
    OutcomeStore.Arms arms = outcomes.arms(tenant, model);
    Instant from = Objects.requireNonNullElse(arms.since(), now.minus(WITHOUT_SPLIT));
    List<Outcomes.Row> rows = outcomes.rows(tenant, model, from, MOST_ROWS);
    return new Outcomes(
        from,
        now,
        arms.production(),
        rows.size() == MOST_ROWS,
        Outcomes.compare(rows, arms.versions(), arms.production()));
  }
}
