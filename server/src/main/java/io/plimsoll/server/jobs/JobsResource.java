package io.plimsoll.server.jobs;

import io.plimsoll.server.identity.Access;
import io.plimsoll.server.identity.Permission;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.http.Page;
import io.plimsoll.server.platform.http.ProblemException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.StreamingOutput;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** Jobs of a project: list, look at, follow or download the log, cancel, try again. */
@Path("/api/v1/organisations/{organisation}/projects/{project}/jobs")
@Tag(name = "jobs")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class JobsResource {
  private static final int LOG_LIMIT = 1_000;

  private final Access access;
  private final JobStore jobs;
  private final NewJobStore newJobs;
  private final JobQueue queue;

  public JobsResource(Access access, JobStore jobs, NewJobStore newJobs, JobQueue queue) {
    this.access = access;
    this.jobs = jobs;
    this.newJobs = newJobs;
    this.queue = queue;
  }

  @GET
  public Page<Job> list(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @QueryParam("model") @Nullable String model,
      @QueryParam("state") @Nullable String state,
      @QueryParam("limit") @Nullable Integer limit,
      @QueryParam("cursor") @Nullable String cursor,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    int size = Page.limit(limit);
    JobState wanted = state == null ? null : JobState.parse(state);
    List<Job> rows = jobs.list(tenant, model, wanted, Page.after(cursor), size + 1);
    return Page.cut(rows, size, job -> job.id().toString());
  }

  @GET
  @Path("/{id}")
  public Job one(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("id") UUID id,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    return jobs.find(tenant, new JobId(id)).orElseThrow(() -> missing(id));
  }

  @POST
  @Path("/{id}/cancel")
  @ResponseStatus(202)
  @APIResponse(
      responseCode = "202",
      content = @Content(schema = @Schema(implementation = Job.class)))
  public Job cancel(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("id") UUID id,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.OPERATE);
    String reason = "Cancelled by " + Access.principal(security).getName() + ".";
    return jobs.requestCancel(tenant, new JobId(id), reason).orElseThrow(() -> missing(id));
  }

  @GET
  @Path("/{id}/log")
  public JobLog log(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("id") UUID id,
      @QueryParam("after") @DefaultValue("0") int after,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    JobGlance glance =
        jobs.glance(tenant, new JobId(id), after, LOG_LIMIT).orElseThrow(() -> missing(id));
    boolean isComplete = glance.state().isFinal() && glance.lines().size() < LOG_LIMIT;
    return new JobLog(glance.lines(), isComplete);
  }

  /** The whole log as text, one line each with time, step and words. */
  @GET
  @Path("/{id}/log.txt")
  @Produces(MediaType.TEXT_PLAIN)
  @APIResponse(responseCode = "200", content = @Content(schema = @Schema(type = SchemaType.STRING)))
  public Response logText(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("id") UUID id,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    JobId job = new JobId(id);
    if (jobs.find(tenant, job).isEmpty()) {
      throw missing(id);
    }
    StreamingOutput body = out -> new LogText(jobs, tenant, job).writeTo(out);
    return Response.ok(body, MediaType.TEXT_PLAIN + ";charset=utf-8")
        .header("Content-Disposition", "attachment; filename=\"job-" + id + ".log\"")
        .build();
  }

  /** Makes a new job of the same files. */
  @POST
  @Path("/{id}/retry")
  @ResponseStatus(202)
  @APIResponse(
      responseCode = "202",
      content = @Content(schema = @Schema(implementation = Job.class)))
  public Job retry(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("id") UUID id,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.OPERATE);
    JobId again =
        newJobs
            .retry(tenant, new JobId(id), Access.principal(security).getName())
            .orElseThrow(() -> missing(id));
    queue.offer(new JobTicket(tenant.project(), again, 0));
    return jobs.find(tenant, again).orElseThrow(() -> missing(again.value()));
  }

  private static ProblemException missing(UUID id) {
    return ProblemException.notFound("The job " + id);
  }

  /** Lines after the one asked for; {@code complete} when no more will ever come. */
  public record JobLog(List<LogLine> lines, boolean complete) {
    public JobLog {
      lines = List.copyOf(lines);
    }
  }
}
