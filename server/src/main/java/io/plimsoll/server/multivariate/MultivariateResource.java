package io.plimsoll.server.multivariate;

import io.plimsoll.server.identity.Access;
import io.plimsoll.server.identity.Permission;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.http.ProblemException;
import io.plimsoll.server.registry.BaselineStore;
import io.plimsoll.server.registry.BaselineVersion;
import io.plimsoll.server.registry.ModelName;
import io.plimsoll.server.registry.ModelStore;
import io.plimsoll.server.registry.ServedVersion;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.time.InstantSource;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Drift of all features of a model version at once. */
@Path(
    "/api/v1/organisations/{organisation}/projects/{project}/models/{model}/versions/{version}/multivariate-drift")
@Tag(name = "drift")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class MultivariateResource {
  private final Access access;
  private final ModelStore models;
  private final BaselineStore baselines;
  private final Multivariate multivariate;
  private final InstantSource clock;

  public MultivariateResource(
      Access access,
      ModelStore models,
      BaselineStore baselines,
      Multivariate multivariate,
      InstantSource clock) {
    this.access = access;
    this.models = models;
    this.baselines = baselines;
    this.multivariate = multivariate;
    this.clock = clock;
  }

  /**
   * Compares the rows of a window with those of a baseline; without times the last day, without a
   * number the current baseline.
   */
  @GET
  public MultivariateReport compare(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("model") String model,
      @PathParam("version") int version,
      @QueryParam("from") @Nullable String from,
      @QueryParam("to") @Nullable String to,
      @QueryParam("baseline") @Nullable Integer baseline,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    ModelName name = models.require(tenant, model);
    ServedVersion served =
        models
            .findServed(tenant, name, version)
            .orElseThrow(
                () -> ProblemException.notFound("Version %d of %s".formatted(version, model)));
    Integer number = baseline == null ? current(tenant, served) : require(tenant, served, baseline);
    return multivariate.compare(
        tenant, served, RowQuestion.of(model, version, number, from, to, clock.instant()));
  }

  private @Nullable Integer current(Tenant tenant, ServedVersion version) {
    return baselines.current(tenant, version.versionId()).map(BaselineVersion::number).orElse(null);
  }

  private int require(Tenant tenant, ServedVersion version, int number) {
    return baselines
        .find(tenant, version.versionId(), number)
        .map(BaselineVersion::number)
        .orElseThrow(() -> ProblemException.notFound("The baseline " + number));
  }
}
