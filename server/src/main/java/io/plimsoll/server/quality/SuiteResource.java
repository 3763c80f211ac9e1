package io.plimsoll.server.quality;

import io.plimsoll.server.identity.Access;
import io.plimsoll.server.identity.Permission;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.http.Page;
import io.plimsoll.server.platform.http.ProblemException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Suites: what datasets are expected to hold, in versions. */
@Path("/api/v1/organisations/{organisation}/projects/{project}/quality/suites")
@Tag(name = "quality")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class SuiteResource {
  private final Access access;
  private final SuiteStore store;

  public SuiteResource(Access access, SuiteStore store) {
    this.access = access;
    this.store = store;
  }

  /** The latest version of each. */
  @GET
  public Page<SuiteSummary> list(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @QueryParam("limit") @Nullable Integer limit,
      @QueryParam("cursor") @Nullable String cursor,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    int size = Page.limit(limit);
    String after = SuiteName.after(cursor);
    return Page.cut(store.list(tenant, after, size + 1), size, SuiteSummary::name);
  }

  /** The latest version, or the one that is named. */
  @GET
  @Path("/{suite}")
  public SuiteVersion find(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("suite") String suite,
      @QueryParam("version") @Nullable Integer version,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    return (SuiteName.isName(suite)
            ? store.find(tenant, suite, version)
            : Optional.<SuiteVersion>empty())
        .orElseThrow(
            () ->
                ProblemException.notFound(
                    version == null
                        ? "The suite \"%s\"".formatted(suite)
                        : "Version %d of the suite \"%s\"".formatted(version, suite)));
  }

  /** Makes a version of the suite; the same document again makes none. */
  @PUT
  @Path("/{suite}")
  public SuiteVersion put(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("suite") String suite,
      SuiteDocument document,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.OPERATE);
    SuiteDocument checked = SuiteReader.check(suite, document);
    return store.put(tenant, suite, checked, Access.principal(security).getName());
  }

  /** Who expected what since when, the latest first. */
  @GET
  @Path("/{suite}/versions")
  public Page<SuiteSummary> versions(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("suite") String suite,
      @QueryParam("limit") @Nullable Integer limit,
      @QueryParam("cursor") @Nullable String cursor,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    int size = Page.limit(limit);
    List<SuiteSummary> versions =
        SuiteName.isName(suite)
            ? store.versions(tenant, suite, below(cursor), size + 1)
            : List.of();
    if (versions.isEmpty() && below(cursor) == null) {
      throw ProblemException.notFound("The suite \"%s\"".formatted(suite));
    }
    return Page.cut(versions, size, version -> String.valueOf(version.version()));
  }

  private static @Nullable Integer below(@Nullable String cursor) {
    if (cursor == null || cursor.isEmpty()) {
      return null;
    }
    try {
      return Integer.valueOf(cursor);
    } catch (NumberFormatException noVersion) {
      throw Page.unknown(cursor);
    }
  }
}
