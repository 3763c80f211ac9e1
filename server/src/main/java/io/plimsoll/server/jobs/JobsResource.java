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
import jakarta.ws.rs.core.SecurityContext;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** Jobs of a project: list, look at, follow the log, cancel. */
@Path("/api/v1/organisations/{organisation}/projects/{project}/jobs")
@Tag(name = "jobs")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class JobsResource {
  private static final int LOG_LIMIT = 1_000;

  private final Access access;
  private final JobStore jobs;

  public JobsResource(Access access, JobStore jobs) {
    this.access = access;
    this.jobs = jobs;
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
    List<Job> rows = jobs.list(tenant, model, wanted, before(cursor), size + 1);
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
  @APIResponse(responseCode = "202")
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

  private static @Nullable UUID before(@Nullable String cursor) {
    try {
      return cursor == null ? null : UUID.fromString(cursor);
    } catch (IllegalArgumentException notAnId) {
      throw ProblemException.invalid(
          "cursor", "\"%s\" is not a nextCursor of this list.".formatted(cursor));
    }
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
