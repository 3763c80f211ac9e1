package io.plimsoll.server.spark;

import io.plimsoll.server.identity.Access;
import io.plimsoll.server.identity.Permission;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.http.Page;
import io.plimsoll.server.platform.http.ProblemException;
import io.plimsoll.server.spark.SparkApplicationStore.Kind;
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
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Applications of Spark, what they did, and what could be better. */
@Path("/api/v1/organisations/{organisation}/projects/{project}/spark/applications")
@Tag(name = "spark")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class SparkApplicationsResource {
  private static final int PARTS = 500;
  private static final int HISTORY = 20;

  private final Access access;
  private final SparkApplicationStore store;

  public SparkApplicationsResource(Access access, SparkApplicationStore store) {
    this.access = access;
    this.store = store;
  }

  @GET
  @Compressed
  public Page<SparkApplication> list(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @QueryParam("name") @Nullable String name,
      @QueryParam("status") @Nullable String status,
      @QueryParam("limit") @Nullable Integer limit,
      @QueryParam("cursor") @Nullable String cursor,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    SparkState state = status == null ? null : SparkState.parse(status);
    int size = Page.limit(limit);
    return Page.cut(
        store.list(
            tenant,
            name == null ? null : name.replace('\0', '\uFFFD'),
            state,
            Page.after(cursor),
            size + 1),
        size,
        application -> application.id().toString());
  }

  @GET
  @Path("/{id}")
  @Compressed
  public SparkApplicationDetail show(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("id") UUID id,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    SparkApplication application =
        store
            .find(tenant, id)
            .orElseThrow(() -> ProblemException.notFound("The application " + id));
    SparkParts parts = parts(tenant, application);
    List<SparkRun> history =
        store.list(tenant, application.name(), null, id, HISTORY).stream()
            .map(SparkRun::of)
            .toList();
    return new SparkApplicationDetail(
        application,
        parts,
        Advisor.advise(application, parts),
        history,
        Regressions.of(SparkRun.of(application), history));
  }

  private SparkParts parts(Tenant tenant, SparkApplication application) {
    return new SparkParts(
        store.parts(tenant, application, Kind.STAGE, PARTS),
        store.parts(tenant, application, Kind.JOB, PARTS),
        store.parts(tenant, application, Kind.EXECUTOR, PARTS),
        store.parts(tenant, application, Kind.QUERY, PARTS),
        store.parts(tenant, application, Kind.STREAM, PARTS),
        store.parts(tenant, application, Kind.PROGRESS, PARTS).reversed());
  }
}
