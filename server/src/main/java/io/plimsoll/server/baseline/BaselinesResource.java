package io.plimsoll.server.baseline;

import io.plimsoll.server.identity.Access;
import io.plimsoll.server.identity.Permission;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.http.Page;
import io.plimsoll.server.platform.http.ProblemException;
import io.plimsoll.server.registry.BaselineMove;
import io.plimsoll.server.registry.BaselineStore;
import io.plimsoll.server.registry.BaselineVersion;
import io.plimsoll.server.registry.ModelName;
import io.plimsoll.server.registry.ModelStore;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The baselines of a model version: list, make, look at, compare, make current. */
@Path(
    "/api/v1/organisations/{organisation}/projects/{project}/models/{model}/versions/{version}/baselines")
@Tag(name = "models")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class BaselinesResource {
  private static final int LONGEST_REASON = 500;
  private static final int LONGEST_NAME = 200;

  private final Access access;
  private final ModelStore models;
  private final BaselineStore store;
  private final Baselines baselines;
  private final BaselineUploads uploads;
  private final InstantSource clock;

  public BaselinesResource(
      Access access,
      ModelStore models,
      BaselineStore store,
      Baselines baselines,
      BaselineUploads uploads,
      InstantSource clock) {
    this.access = access;
    this.models = models;
    this.store = store;
    this.baselines = baselines;
    this.uploads = uploads;
    this.clock = clock;
  }

  /** The newest first. */
  @GET
  public Page<BaselineVersion> list(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("model") String model,
      @PathParam("version") int version,
      @QueryParam("limit") @Nullable Integer limit,
      @QueryParam("cursor") @Nullable String cursor,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    Subject subject = subject(tenant, model, version);
    int shown = Page.limit(limit);
    return Page.cut(
        store.list(tenant, subject.id(), before(cursor), shown + 1),
        shown,
        last -> String.valueOf(last.number()));
  }

  /** Makes one of predictions, of traffic or of another version. */
  @POST
  public BaselineVersion make(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("model") String model,
      @PathParam("version") int version,
      BaselineWish.Sent wish,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.OPERATE);
    Subject subject = subject(tenant, model, version);
    BaselineWish read = wish.read(clock.instant());
    String by = Access.principal(security).getName();
    return store.add(
        tenant,
        subject.id(),
        baselines.make(subject, read, by, reason(wish.reason())),
        Boolean.TRUE.equals(wish.makeCurrent()));
  }

  /** Makes one of a file of rows, CSV with a header or Parquet. */
  @POST
  @Path("/files")
  @Consumes(MediaType.WILDCARD)
  @RequestBody(
      required = true,
      description = "CSV with a header row, or Parquet; which of them is told by the content.",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_OCTET_STREAM,
              schema = @Schema(type = SchemaType.STRING, format = "binary")))
  public BaselineVersion upload(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("model") String model,
      @PathParam("version") int version,
      @QueryParam("name") @Nullable String name,
      @QueryParam("reason") @Nullable String reason,
      @QueryParam("makeCurrent") @Nullable Boolean makeCurrent,
      @Context SecurityContext security,
      InputStream body) {
    Tenant tenant = access.project(security, organisation, project, Permission.OPERATE);
    Subject subject = subject(tenant, model, version);
    String why = reason(reason);
    String by = Access.principal(security).getName();
    return store.add(
        tenant,
        subject.id(),
        uploads.read(subject, name(name), body, by, why),
        Boolean.TRUE.equals(makeCurrent));
  }

  /** One of them, with what it knows of each column. */
  @GET
  @Path("/{baseline}")
  public BaselineDetail show(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("model") String model,
      @PathParam("version") int version,
      @PathParam("baseline") int baseline,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    Subject subject = subject(tenant, model, version);
    return new BaselineDetail(
        require(tenant, subject, baseline),
        store.columns(tenant, subject.id(), baseline).stream().map(ColumnSummary::of).toList());
  }

  /** How far another baseline of the version is from this one; without a number the current one. */
  @GET
  @Path("/{baseline}/comparison")
  public BaselineComparison compare(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("model") String model,
      @PathParam("version") int version,
      @PathParam("baseline") int baseline,
      @QueryParam("with") @Nullable Integer with,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    Subject subject = subject(tenant, model, version);
    BaselineVersion reference = require(tenant, subject, baseline);
    BaselineVersion other =
        with == null
            ? store
                .current(tenant, subject.id())
                .orElseThrow(() -> ProblemException.notFound("A current baseline"))
            : require(tenant, subject, with);
    return BaselineComparison.of(
        reference,
        store.columns(tenant, subject.id(), reference.number()),
        other,
        store.columns(tenant, subject.id(), other.number()));
  }

  /** Who made which of them current, the latest first. */
  @GET
  @Path("/moves")
  public Page<BaselineMove> moves(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("model") String model,
      @PathParam("version") int version,
      @QueryParam("limit") @Nullable Integer limit,
      @QueryParam("cursor") @Nullable String cursor,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    Subject subject = subject(tenant, model, version);
    int shown = Page.limit(limit);
    return Page.cut(
        store.moves(tenant, subject.id(), before(cursor), shown + 1),
        shown,
        last -> String.valueOf(last.move()));
  }

  /** Makes one of them what drift is measured against from now on. */
  @PUT
  @Path("/current")
  public BaselineMove makeCurrent(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("model") String model,
      @PathParam("version") int version,
      CurrentRequest request,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.OPERATE);
    Subject subject = subject(tenant, model, version);
    Integer number = request.baseline();
    if (number == null) {
      throw ProblemException.invalid("baseline", "is missing; send the number of a baseline.");
    }
    return store.makeCurrent(
        tenant,
        subject.id(),
        number,
        request.instead(),
        Access.principal(security).getName(),
        reason(request.reason()));
  }

  private Subject subject(Tenant tenant, String model, int version) {
    ModelName name = models.require(tenant, model);
    return models
        .findServed(tenant, name, version)
        .map(found -> Subject.of(tenant, found))
        .orElseThrow(() -> ProblemException.notFound("Version %d of %s".formatted(version, model)));
  }

  private BaselineVersion require(Tenant tenant, Subject subject, int number) {
    return store
        .find(tenant, subject.id(), number)
        .orElseThrow(() -> ProblemException.notFound("The baseline " + number));
  }

  private static @Nullable Integer before(@Nullable String cursor) {
    if (cursor == null || cursor.isEmpty()) {
      return null;
    }
    try {
      return Integer.valueOf(cursor);
    } catch (NumberFormatException notOne) {
      throw Page.unknown(cursor);
    }
  }

  private static String reason(@Nullable String reason) {
    String text = Objects.requireNonNullElse(reason, "").strip();
    if (text.isEmpty() || text.length() > LONGEST_REASON || text.indexOf('\0') >= 0) {
      throw ProblemException.invalid(
          "reason",
          "say in 1 to %d characters why, for those who look at the list later."
              .formatted(LONGEST_REASON));
    }
    return text;
  }

  private static String name(@Nullable String name) {
    String text = Objects.requireNonNullElse(name, "").strip();
    if (text.length() > LONGEST_NAME || text.indexOf('\0') >= 0) {
      throw ProblemException.invalid(
          "name", "has more than %d characters, or the character zero.".formatted(LONGEST_NAME));
    }
    return text.isEmpty() ? "the file" : text;
  }

  /** A baseline and its columns. */
  public record BaselineDetail(BaselineVersion baseline, List<ColumnSummary> columns) {
    public BaselineDetail {
      columns = List.copyOf(columns);
    }
  }

  /**
   * Which baseline is to be current.
   *
   * @param instead the one that has to be current until then; left out for whichever it is
   */
  @Schema(
      name = "CurrentBaselineRequest",
      requiredProperties = {"baseline", "reason"})
  public record CurrentRequest(
      @Nullable Integer baseline, @Nullable Integer instead, @Nullable String reason) {}
}
