package io.plimsoll.server.serving;

import io.plimsoll.server.identity.Access;
import io.plimsoll.server.identity.Permission;
import io.plimsoll.server.identity.Tenant;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What all loaded versions of a project have done; of a single model, {@link ModelResource}. */
@Path("/v2/models/stats")
@Tag(name = "inference")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class StatisticsResource {
  private final Access access;
  private final Router router;

  public StatisticsResource(Access access, Router router) {
    this.access = access;
    this.router = router;
  }

  @GET
  public Wire.Statistics statistics(@Context SecurityContext security) {
    Tenant tenant = access.keyed(security, Permission.PREDICT);
    return VersionStatistics.of(
        router.loadedOf(tenant.project()).stream()
            .filter(
                version -> Access.reaches(Access.principal(security), version.version().model()))
            .toList());
  }
}
