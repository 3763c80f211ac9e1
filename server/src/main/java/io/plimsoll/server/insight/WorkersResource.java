package io.plimsoll.server.insight;

import io.plimsoll.server.identity.Access;
import io.plimsoll.server.identity.Permission;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.http.Page;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.time.InstantSource;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The worker processes of a model that Python serves, and why they come and go. */
@Path("/api/v1/organisations/{organisation}/projects/{project}/models/{model}/workers")
@Tag(name = "models")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class WorkersResource {
  private final Access access;
  private final CatalogueStore catalogue;
  private final WorkerStore workers;
  private final InstantSource clock;

  public WorkersResource(
      Access access, CatalogueStore catalogue, WorkerStore workers, InstantSource clock) {
    this.access = access;
    this.catalogue = catalogue;
    this.workers = workers;
    this.clock = clock;
  }

  @GET
  public Page<Workers> workers(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("model") String model,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    catalogue.require(tenant, model);
    return Page.whole(workers.ofModel(tenant, model, clock.instant()));
  }
}
