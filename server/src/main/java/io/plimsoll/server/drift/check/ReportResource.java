package io.plimsoll.server.drift.check;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.plimsoll.server.drift.DriftModelStore;
import io.plimsoll.server.identity.Access;
import io.plimsoll.server.identity.Permission;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.http.Page;
import io.plimsoll.server.platform.http.ProblemException;
import io.quarkus.vertx.http.Compressed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What a model's checks have found: listed, looked at, compared with each other, taken away. */
@Path("/api/v1/organisations/{organisation}/projects/{project}/models/{model}/drift/reports")
@Tag(name = "drift")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class ReportResource {
  private final Access access;
  private final DriftModelStore models;
  private final ReportStore reports;
  private final ObjectMapper json;

  public ReportResource(
      Access access, DriftModelStore models, ReportStore reports, ObjectMapper json) {
    this.access = access;
    this.models = models;
    this.reports = reports;
    this.json = json;
  }

  /** The newest first. */
  @GET
  public Page<Report.Line> reports(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("model") String model,
      @QueryParam("check") @Nullable UUID check,
      @QueryParam("limit") @Nullable Integer limit,
      @QueryParam("cursor") @Nullable String cursor,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    models.require(tenant, model);
    int size = Page.limit(limit);
    List<Report.Line> found = reports.list(tenant, model, check, Page.after(cursor), size + 1);
    return Page.cut(found, size, line -> line.id().toString());
  }

  @GET
  @Path("/{report}")
  @Compressed
  public Report report(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("model") String model,
      @PathParam("report") UUID report,
      @Context SecurityContext security) {
    return require(security, organisation, project, model, report);
  }

  /** What has changed since another report: the one before of the same check, if none is named. */
  @GET
  @Path("/{report}/difference")
  public ReportDifference difference(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("model") String model,
      @PathParam("report") UUID report,
      @QueryParam("since") @Nullable UUID since,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    Report now = find(tenant, model, report);
    Report before =
        since == null
            ? reports.before(tenant, now.line()).orElse(null)
            : find(tenant, model, since);
    return ReportDifference.between(before, now);
  }

  /** The report as a file: a page that needs nothing else, or JSON. */
  @GET
  @Path("/{report}/file")
  @Produces({MediaType.TEXT_HTML, MediaType.APPLICATION_JSON})
  @Compressed
  @APIResponse(
      responseCode = "200",
      description = "A file",
      content = {
        @Content(
            mediaType = "text/html",
            schema =
                @Schema(
                    type = org.eclipse.microprofile.openapi.annotations.enums.SchemaType.STRING)),
        @Content(mediaType = "application/json", schema = @Schema(implementation = Report.class))
      })
  public Response file(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("model") String model,
      @PathParam("report") UUID report,
      @QueryParam("format") @Nullable String format,
      @Context SecurityContext security)
      throws java.io.IOException {
    Report found = require(security, organisation, project, model, report);
    return switch (format) {
      case "json" ->
          file(found, "json", MediaType.APPLICATION_JSON, json.writeValueAsString(found));
      case null -> file(found, "html", "text/html; charset=utf-8", ReportHtml.of(model, found));
      case "html" -> file(found, "html", "text/html; charset=utf-8", ReportHtml.of(model, found));
      default ->
          throw ProblemException.invalid(
              "format", "\"%s\" is neither html nor json.".formatted(format));
    };
  }

  /** Always to be saved and never shown in our own origin, whatever names of columns hold. */
  private static Response file(Report report, String ending, String type, String content) {
    return Response.ok(content, type)
        .header(
            HttpHeaders.CONTENT_DISPOSITION,
            "attachment; filename=\"drift-%s.%s\"".formatted(report.line().id(), ending))
        .build();
  }

  private Report require(
      SecurityContext security, String organisation, String project, String model, UUID report) {
    return find(access.project(security, organisation, project, Permission.VIEW), model, report);
  }

  private Report find(Tenant tenant, String model, UUID report) {
    return reports
        .find(tenant, model, report)
        .orElseThrow(() -> ProblemException.notFound("The report " + report));
  }
}
