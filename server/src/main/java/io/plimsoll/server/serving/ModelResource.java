package io.plimsoll.server.serving;

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
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What a model and its versions take and answer, and whether they do. */
@Path("/v2/models/{model}")
@Tag(name = "inference")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class ModelResource {
  private final Access access;
  private final Endpoints endpoints;

  public ModelResource(Access access, Endpoints endpoints) {
    this.access = access;
    this.endpoints = endpoints;
  }

  @GET
  public Wire.Metadata metadata(
      @PathParam("model") String model, @Context SecurityContext security) {
    Tenant tenant = access.keyed(security, Permission.PREDICT, model);
    return Wire.Metadata.of(endpoints.described(tenant, model));
  }

  @GET
  @Path("/versions/{version}")
  public Wire.Metadata versionMetadata(
      @PathParam("model") String model,
      @PathParam("version") String version,
      @Context SecurityContext security) {
    Tenant tenant = access.keyed(security, Permission.PREDICT, model);
    return Wire.Metadata.of(endpoints.version(tenant, model, version).await().indefinitely());
  }

  @GET
  @Path("/stats")
  public Wire.Statistics statistics(
      @PathParam("model") String model, @Context SecurityContext security) {
    Tenant tenant = access.keyed(security, Permission.PREDICT, model);
    return VersionStatistics.of(List.of(endpoints.described(tenant, model)));
  }

  @GET
  @Path("/versions/{version}/stats")
  public Wire.Statistics versionStatistics(
      @PathParam("model") String model,
      @PathParam("version") String version,
      @Context SecurityContext security) {
    Tenant tenant = access.keyed(security, Permission.PREDICT, model);
    return VersionStatistics.of(
        List.of(endpoints.version(tenant, model, version).await().indefinitely()));
  }

  @GET
  @Path("/ready")
  public Wire.ModelReady modelReady(
      @PathParam("model") String model, @Context SecurityContext security) {
    Tenant tenant = access.keyed(security, Permission.PREDICT, model);
    return new Wire.ModelReady(endpoints.described(tenant, model).version().model(), true);
  }

  @GET
  @Path("/versions/{version}/ready")
  public Wire.ModelReady versionReady(
      @PathParam("model") String model,
      @PathParam("version") String version,
      @Context SecurityContext security) {
    Tenant tenant = access.keyed(security, Permission.PREDICT, model);
    LoadedVersion loaded = endpoints.version(tenant, model, version).await().indefinitely();
    return new Wire.ModelReady(loaded.version().model(), true);
  }
}
