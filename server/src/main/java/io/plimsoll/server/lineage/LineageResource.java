package io.plimsoll.server.lineage;

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
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Jobs, runs and datasets that OpenLineage has told of. */
@Path("/api/v1/organisations/{organisation}/projects/{project}/lineage")
@Tag(name = "lineage")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class LineageResource {
  private static final List<String> STATES =
      List.of("running", "completed", "failed", "aborted", "unknown");

  private final Access access;
  private final LineageJobStore jobs;
  private final LineageRunStore runs;
  private final LineageDatasetStore datasets;
  private final Details details;

  public LineageResource(
      Access access,
      LineageJobStore jobs,
      LineageRunStore runs,
      LineageDatasetStore datasets,
      Details details) {
    this.access = access;
    this.jobs = jobs;
    this.runs = runs;
    this.datasets = datasets;
    this.details = details;
  }

  /** By name; those whose name or namespace holds the text, if one is given. */
  @GET
  @Path("/jobs")
  public Page<JobDetail.Line> jobs(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @QueryParam("search") @Nullable String search,
      @QueryParam("limit") @Nullable Integer limit,
      @QueryParam("cursor") @Nullable String cursor,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    int size = Page.limit(limit);
    String text = Searches.text("search", search);
    return Page.cut(
        jobs.list(tenant, text, Page.after(cursor), size + 1), size, job -> job.id().toString());
  }

  @GET
  @Path("/jobs/{job}")
  public JobDetail job(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("job") UUID job,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    return details.job(tenant, job).orElseThrow(() -> ProblemException.notFound("The job " + job));
  }

  /** The newest first; of one job and in one state, if they are given. */
  @GET
  @Path("/runs")
  public Page<RunLine> runs(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @QueryParam("job") @Nullable UUID job,
      @QueryParam("state") @Nullable String state,
      @QueryParam("limit") @Nullable Integer limit,
      @QueryParam("cursor") @Nullable String cursor,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    if (state != null && !STATES.contains(state)) {
      throw ProblemException.invalid(
          "state", "must be one of %s.".formatted(String.join(", ", STATES)));
    }
    int size = Page.limit(limit);
    return Page.cut(
        runs.list(tenant, job, state, Page.after(cursor), size + 1),
        size,
        run -> run.id().toString());
  }

  @GET
  @Path("/runs/{run}")
  public RunDetail run(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("run") UUID run,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    return runs.find(tenant, run).orElseThrow(() -> ProblemException.notFound("The run " + run));
  }

  /** By name; those whose name, namespace or other name holds the text, if one is given. */
  @GET
  @Path("/datasets")
  public Page<DatasetDetail.Line> datasets(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @QueryParam("search") @Nullable String search,
      @QueryParam("limit") @Nullable Integer limit,
      @QueryParam("cursor") @Nullable String cursor,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    int size = Page.limit(limit);
    String text = Searches.text("search", search);
    return Page.cut(
        datasets.list(tenant, text, Page.after(cursor), size + 1),
        size,
        dataset -> dataset.id().toString());
  }

  @GET
  @Path("/datasets/{datasetId}")
  public DatasetDetail dataset(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("datasetId") UUID dataset,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    return details
        .dataset(tenant, dataset)
        .orElseThrow(() -> ProblemException.notFound("The dataset " + dataset));
  }
}
