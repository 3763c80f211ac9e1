package io.plimsoll.server.upload;

import io.plimsoll.server.identity.Access;
import io.plimsoll.server.identity.Permission;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.jobs.Job;
import io.plimsoll.server.jobs.JobStore;
import io.plimsoll.server.jobs.NewJobStore;
import io.plimsoll.server.platform.http.ProblemException;
import io.plimsoll.server.registry.ModelName;
import io.plimsoll.server.registry.PreviewName;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.io.InputStream;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** Deploys an archive of a model's folder; the body streams to disk. */
@Path("/api/v1/organisations/{organisation}/projects/{project}/models/{model}/uploads")
@Tag(name = "models")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class UploadResource {
  private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,200}");
  private static final int MAX_WORD = 200;
  private static final int MAX_MESSAGE = 1_000;

  private final Access access;
  private final Uploads uploads;
  private final JobStore jobs;

  public UploadResource(Access access, Uploads uploads, JobStore jobs) {
    this.access = access;
    this.uploads = uploads;
    this.jobs = jobs;
  }

  /**
   * Makes a job. The same Idempotency-Key, or the same files while their job is the newest of the
   * model and not over, lead to the job that is there already.
   */
  @POST
  @Consumes(MediaType.WILDCARD)
  @ResponseStatus(202)
  @APIResponse(
      responseCode = "202",
      content = @Content(schema = @Schema(implementation = Job.class)))
  @RequestBody(
      required = true,
      description = "A tar, tar.gz or zip of the model's folder.",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_OCTET_STREAM,
              schema = @Schema(type = SchemaType.STRING, format = "binary")))
  public Job upload(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("model") String model,
      @QueryParam("branch") @Nullable String branch,
      @QueryParam("commit") @Nullable String commit,
      @QueryParam("message") @Nullable String message,
      @QueryParam("preview") @Nullable String preview,
      @HeaderParam("Idempotency-Key") @Nullable String idempotencyKey,
      @Context SecurityContext security,
      InputStream body) {
    Tenant tenant = access.project(security, organisation, project, Permission.OPERATE);
    ModelName name =
        ModelName.parse(model)
            .orElseThrow(
                () ->
                    ProblemException.invalid(
                        "model", "\"%s\" cannot be one: %s.".formatted(model, ModelName.RULE)));
    if (idempotencyKey != null && !KEY.matcher(idempotencyKey).matches()) {
      throw ProblemException.invalid(
          "Idempotency-Key", "is not 1 to 200 printable ASCII characters without spaces.");
    }
    Uploads.Origin origin =
        new Uploads.Origin(
            Access.principal(security).getName(),
            bounded("branch", branch, MAX_WORD),
            bounded("commit", commit, MAX_WORD),
            Optional.ofNullable(bounded("message", message, MAX_MESSAGE)),
            Optional.ofNullable(bounded("preview", preview, MAX_WORD)).map(PreviewName::of),
            idempotencyKey);
    NewJobStore.Opened opened = uploads.take(tenant, name, origin, body);
    return jobs.find(tenant, opened.job())
        .orElseThrow(() -> ProblemException.notFound("The job " + opened.job()));
  }

  private static @Nullable String bounded(String name, @Nullable String value, int limit) {
    if (value == null || value.isBlank()) {
      return null;
    }
    if (value.length() > limit || value.indexOf('\0') >= 0) {
      throw ProblemException.invalid(
          name, "has more than %d characters, or the character zero.".formatted(limit));
    }
    return value.strip();
  }
}
