package io.plimsoll.server.git.webhook;

import io.plimsoll.server.identity.Access;
import io.plimsoll.server.identity.Permission;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.http.Addresses;
import io.plimsoll.server.platform.http.Page;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The connected repositories of a project. */
@Path("/api/v1/organisations/{organisation}/projects/{project}/repositories")
@Tag(name = "webhooks")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class RepositoriesResource {
  private final Access access;
  private final ConnectedRepositoryStore repositories;
  private final Addresses addresses;

  public RepositoriesResource(
      Access access, ConnectedRepositoryStore repositories, Addresses addresses) {
    this.access = access;
    this.repositories = repositories;
    this.addresses = addresses;
  }

  @GET
  public Page<ShownRepository> list(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    return Page.whole(
        repositories.list(tenant).stream()
            .map(each -> ShownRepository.of(each, addresses, null))
            .toList());
  }
}
