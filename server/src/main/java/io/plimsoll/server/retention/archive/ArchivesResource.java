package io.plimsoll.server.retention.archive;

import io.plimsoll.server.identity.Access;
import io.plimsoll.server.identity.Permission;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.http.ErrorCode;
import io.plimsoll.server.platform.http.Page;
import io.plimsoll.server.platform.http.ProblemException;
import io.plimsoll.server.retention.EventType;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.concurrent.Callable;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Days that were archived: which there are, their rows, and the files themselves. */
@Path("/api/v1/organisations/{organisation}/projects/{project}/archives")
@Tag(name = "retention")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class ArchivesResource {
  private static final String PARQUET = "application/vnd.apache.parquet";

  private final Access access;
  private final ArchiveStore store;
  private final Archive archive;

  public ArchivesResource(Access access, ArchiveStore store, Archive archive) {
    this.access = access;
    this.store = store;
    this.archive = archive;
  }

  @GET
  public Page<ArchivedDay> list(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @QueryParam("type") @Nullable String type,
      @QueryParam("before") @Nullable String before,
      @QueryParam("limit") @Nullable Integer limit,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    return Page.whole(
        store.list(
            tenant,
            type == null ? null : EventType.parse(type),
            before == null ? LocalDate.MAX.withYear(9999) : day("before", before),
            Page.limit(limit)));
  }

  /** Rows of a day, in the order of their time; of all, or of those with a value in a column. */
  @GET
  @Path("/{type}/days/{day}/events")
  public Page<Map<String, @Nullable Object>> events(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("type") String type,
      @PathParam("day") String day,
      @QueryParam("column") @Nullable String column,
      @QueryParam("value") @Nullable String value,
      @QueryParam("limit") @Nullable Integer limit,
      @QueryParam("cursor") @Nullable String cursor,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    ArchivedDay found = require(tenant, type, day);
    ArchiveQuestion question =
        ArchiveQuestion.parse(found.type(), column, value, cursor, Page.limit(limit));
    return reaching(
        () -> {
          java.nio.file.Path file = archive.fetch(tenant, found);
          try {
            return question.read(file);
          } finally {
            Files.deleteIfExists(file);
          }
        });
  }

  @GET
  @Path("/{type}/days/{day}/file")
  @Produces(PARQUET)
  @APIResponse(
      responseCode = "200",
      content =
          @Content(
              mediaType = PARQUET,
              schema = @Schema(type = SchemaType.STRING, format = "binary")))
  public Response file(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("type") String type,
      @PathParam("day") String day,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    ArchivedDay found = require(tenant, type, day);
    java.nio.file.Path file = reaching(() -> archive.fetch(tenant, found));
    StreamingOutput body =
        out -> {
          try {
            Files.copy(file, out);
          } finally {
            Files.deleteIfExists(file);
          }
        };
    return Response.ok(body, PARQUET)
        .header(
            "Content-Disposition",
            "attachment; filename=\"%s-%s.parquet\"".formatted(found.type().text(), found.day()))
        .build();
  }

  @DELETE
  @Path("/{type}/days/{day}")
  public void delete(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("type") String type,
      @PathParam("day") String day,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.ADMINISTER);
    ArchivedDay found = require(tenant, type, day);
    boolean isGone =
        reaching(
            () -> {
              archive.delete(tenant, found);
              return true;
            });
    assert isGone : "a failure throws";
  }

  private ArchivedDay require(Tenant tenant, String type, String day) {
    return store
        .find(tenant, EventType.parse(type), day("day", day))
        .orElseThrow(
            () -> ProblemException.notFound("The archive of %s of %s".formatted(type, day)));
  }

  private static LocalDate day(String field, String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException notADay) {
      throw ProblemException.invalid(
          field, "\"%s\" is not a day such as 2026-03-01.".formatted(text));
    }
  }

  private static <T> T reaching(Callable<T> work) {
    try {
      return work.call();
    } catch (IOException away) {
      throw new ProblemException(
          ErrorCode.ARCHIVE_UNAVAILABLE,
          "The place of the archives cannot be reached: " + away.getMessage());
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new ProblemException(ErrorCode.ARCHIVE_UNAVAILABLE, "The server is stopping.");
    } catch (RuntimeException failure) {
      throw failure;
    } catch (Exception failure) {
      throw new IllegalStateException(failure);
    }
  }
}
