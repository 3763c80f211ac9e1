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
  private final Access access;
  private final SparkApplicationStore store;
  private final SparkVerdicts verdicts;

  public SparkApplicationsResource(
      Access access, SparkApplicationStore store, SparkVerdicts verdicts) {
    this.access = access;
    this.store = store;
    this.verdicts = verdicts;
  }

  /** The newest first; of one name, or of those whose name holds a text. */
  @GET
  @Compressed
  public Page<SparkApplicationSummary> list(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @QueryParam("name") @Nullable String name,
      @QueryParam("text") @Nullable String text,
      @QueryParam("status") @Nullable String status,
      @QueryParam("limit") @Nullable Integer limit,
      @QueryParam("cursor") @Nullable String cursor,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    SparkState state = status == null ? null : SparkState.parse(status);
    int size = Page.limit(limit);
    Page<SparkApplication> page =
        Page.cut(
            store.list(tenant, readable(name), readable(text), state, Page.after(cursor), size + 1),
            size,
            application -> application.id().toString());
    return new Page<>(
        page.items().stream()
            .map(each -> SparkApplicationSummary.of(each, verdicts.of(tenant, each)))
            .toList(),
        page.nextCursor());
  }

  /** What no name can hold is replaced: PostgreSQL takes no NUL. */
  private static @Nullable String readable(@Nullable String text) {
    return text == null ? null : text.replace('\0', '\uFFFD');
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
        store.list(tenant, application.name(), null, id, SparkVerdicts.HISTORY).stream()
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
        store.parts(tenant, application, Kind.STAGE, SparkVerdicts.PARTS),
        store.parts(tenant, application, Kind.JOB, SparkVerdicts.PARTS),
        store.parts(tenant, application, Kind.EXECUTOR, SparkVerdicts.PARTS),
        store.parts(tenant, application, Kind.QUERY, SparkVerdicts.PARTS),
        store.parts(tenant, application, Kind.STREAM, SparkVerdicts.PARTS),
        store.parts(tenant, application, Kind.PROGRESS, SparkVerdicts.PARTS).reversed());
  }
}
