package io.plimsoll.server.quality;

import io.plimsoll.server.identity.Access;
import io.plimsoll.server.identity.Permission;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.http.Page;
import io.plimsoll.server.platform.http.ProblemException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Datasets, their batches, and how their checks and columns fare over time. */
@Path("/api/v1/organisations/{organisation}/projects/{project}/quality")
@Tag(name = "quality")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class DatasetResource {
  private static final int MATRIX = 30;
  private static final int HISTORY = 100;

  private final Access access;
  private final DatasetStore datasets;
  private final BatchStore batches;

  public DatasetResource(Access access, DatasetStore datasets, BatchStore batches) {
    this.access = access;
    this.datasets = datasets;
    this.batches = batches;
  }

  @GET
  @Path("/datasets")
  public Page<Dataset> list(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @QueryParam("limit") @Nullable Integer limit,
      @QueryParam("cursor") @Nullable String cursor,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    int size = Page.limit(limit);
    String after = SuiteName.after(cursor);
    return Page.cut(datasets.list(tenant, after, size + 1), size, Dataset::name);
  }

  @GET
  @Path("/datasets/{dataset}")
  public Dataset find(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("dataset") String dataset,
      @Context SecurityContext security) {
    return require(security, organisation, project, dataset).dataset();
  }

  /** The newest first. */
  @GET
  @Path("/datasets/{dataset}/batches")
  public Page<Batch> batches(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("dataset") String dataset,
      @QueryParam("limit") @Nullable Integer limit,
      @QueryParam("cursor") @Nullable String cursor,
      @Context SecurityContext security) {
    Tenant tenant = require(security, organisation, project, dataset).tenant();
    int size = Page.limit(limit);
    UUID before = Page.after(cursor);
    return Page.cut(
        batches.list(tenant, dataset, before, size + 1), size, batch -> batch.id().toString());
  }

  /** What became of every check in the latest batches. */
  @GET
  @Path("/datasets/{dataset}/matrix")
  public CheckMatrix matrix(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("dataset") String dataset,
      @QueryParam("limit") @Nullable Integer limit,
      @Context SecurityContext security) {
    Tenant tenant = require(security, organisation, project, dataset).tenant();
    return batches.matrix(tenant, dataset, limit == null ? MATRIX : Page.limit(limit));
  }

  /**
   * The check that is named over the latest batches, the newest first; without a name, all checks
   * of the latest batch.
   */
  @GET
  @Path("/datasets/{dataset}/checks")
  public Page<History.CheckPoint> check(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("dataset") String dataset,
      @QueryParam("name") @Nullable String name,
      @QueryParam("limit") @Nullable Integer limit,
      @Context SecurityContext security) {
    Tenant tenant = require(security, organisation, project, dataset).tenant();
    return Page.whole(batches.check(tenant, dataset, named(name), depth(name, limit)));
  }

  /**
   * The column that is named over the latest batches, the newest first; without a name, all columns
   * of the latest batch.
   */
  @GET
  @Path("/datasets/{dataset}/columns")
  public Page<History.ColumnPoint> column(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("dataset") String dataset,
      @QueryParam("name") @Nullable String name,
      @QueryParam("limit") @Nullable Integer limit,
      @Context SecurityContext security) {
    Tenant tenant = require(security, organisation, project, dataset).tenant();
    return Page.whole(batches.column(tenant, dataset, named(name), depth(name, limit)));
  }

  /** All that is known of a batch. */
  @GET
  @Path("/batches/{id}")
  public BatchDetail batch(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("id") UUID id,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    return batches.find(tenant, id).orElseThrow(() -> ProblemException.notFound("The batch " + id));
  }

  private static @Nullable String named(@Nullable String name) {
    if (name != null && name.indexOf('\0') >= 0) {
      throw ProblemException.invalid("name", "holds a NUL, which no name does.");
    }
    return name;
  }

  private static int depth(@Nullable String name, @Nullable Integer limit) {
    int asked = limit == null ? HISTORY : Page.limit(limit);
    return name == null ? 1 : asked;
  }

  private Found require(
      SecurityContext security, String organisation, String project, String name) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    Dataset dataset =
        (SuiteName.isName(name) ? datasets.find(tenant, name) : Optional.<Dataset>empty())
            .orElseThrow(() -> ProblemException.notFound("The dataset \"" + name + "\""));
    return new Found(tenant, dataset);
  }

  private record Found(Tenant tenant, Dataset dataset) {}
}
