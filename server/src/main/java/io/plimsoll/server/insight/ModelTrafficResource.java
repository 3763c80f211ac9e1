package io.plimsoll.server.insight;

import io.plimsoll.server.identity.Access;
import io.plimsoll.server.identity.Permission;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.http.Page;
import io.plimsoll.server.registry.Environment;
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
import java.time.Instant;
import java.time.InstantSource;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What a model was asked: its traffic over time and its latest predictions. */
@Path("/api/v1/organisations/{organisation}/projects/{project}/models/{model}")
@Tag(name = "models")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class ModelTrafficResource {
  private final Access access;
  private final TrafficStore traffic;
  private final CatalogueStore catalogue;
  private final PredictionStore predictions;
  private final InstantSource clock;

  public ModelTrafficResource(
      Access access,
      TrafficStore traffic,
      CatalogueStore catalogue,
      PredictionStore predictions,
      InstantSource clock) {
    this.access = access;
    this.traffic = traffic;
    this.catalogue = catalogue;
    this.predictions = predictions;
    this.clock = clock;
  }

  @GET
  @Path("/traffic")
  @Compressed
  public Traffic traffic(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("model") String model,
      @QueryParam("from") @Nullable String from,
      @QueryParam("to") @Nullable String to,
      @QueryParam("step") @Nullable String step,
      @QueryParam("version") @Nullable String version,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    catalogue.require(tenant, model);
    Instant now = clock.instant();
    TimeRange asked = TimeRange.parse(from, to, Duration.ofHours(1), now);
    Step width = Step.choose(step, asked);
    TimeRange range = width.widen(asked);
    TrafficStore.Selection selection = new TrafficStore.Selection(range, model, version);
    return Traffic.of(
        model,
        range,
        width,
        now,
        traffic.counts(tenant, selection, width),
        traffic.latencies(tenant, selection, width),
        catalogue.markers(tenant, model, range));
  }

  @GET
  @Path("/predictions")
  @Compressed
  public Page<PredictionStore.Prediction> predictions(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("model") String model,
      @QueryParam("limit") @Nullable Integer limit,
      @QueryParam("cursor") @Nullable String cursor,
      @QueryParam("environment") @Nullable String environment,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    catalogue.require(tenant, model);
    int size = Page.limit(limit);
    Environment in = environment == null ? Environment.PRODUCTION : Environment.parse(environment);
    return Page.cut(
        predictions.page(tenant, model, in, Cursor.parse(cursor), size + 1),
        size,
        prediction -> prediction.cursor().text());
  }
}
