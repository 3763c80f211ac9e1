package io.plimsoll.server.identity;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.plimsoll.server.platform.http.Fields;
import io.plimsoll.server.platform.http.Page;
import io.plimsoll.server.platform.http.ProblemException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** API keys of a project: list, make, limit, revoke. */
@Path("/api/v1/organisations/{organisation}/projects/{project}/keys")
@Tag(name = "keys")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class KeysResource {
  private final Access access;
  private final KeyStore keys;
  private final Authenticator authenticator;
  private final InstantSource clock;

  public KeysResource(
      Access access, KeyStore keys, Authenticator authenticator, InstantSource clock) {
    this.access = access;
    this.keys = keys;
    this.authenticator = authenticator;
    this.clock = clock;
  }

  @GET
  public Page<KeyStore.Key> list(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @Context SecurityContext security) {
    return Page.whole(
        keys.list(
            access.project(security, organisation, project, Permission.ADMINISTER),
            LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC)));
  }

  @POST
  public CreatedKey create(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      KeyRequest request,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.ADMINISTER);
    KeyStore.NewKey made =
        keys.create(tenant, request.wish(), Access.principal(security).getName());
    return new CreatedKey(made.key(), made.secret());
  }

  @PUT
  @Path("/{id}/limits")
  @APIResponse(responseCode = "204")
  public Response limit(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("id") UUID id,
      KeyLimitWish limits,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.ADMINISTER);
    if (!keys.limit(tenant, id, limits)) {
      throw ProblemException.notFound("The key " + id);
    }
    authenticator.forget();
    return Response.noContent().build();
  }

  @GET
  @Path("/limits")
  public KeyLimitWish defaults(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @Context SecurityContext security) {
    return keys.defaults(access.project(security, organisation, project, Permission.ADMINISTER));
  }

  @PUT
  @Path("/limits")
  @APIResponse(responseCode = "204")
  public Response setDefaults(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      KeyLimitWish limits,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.ADMINISTER);
    keys.setDefaults(tenant, limits);
    authenticator.forget();
    return Response.noContent().build();
  }

  @DELETE
  @Path("/{id}")
  @APIResponse(responseCode = "204")
  public Response revoke(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("id") UUID id,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.ADMINISTER);
    Instant now = clock.instant();
    if (!keys.revoke(tenant, id, now)) {
      throw ProblemException.notFound("The key " + id);
    }
    authenticator.forget();
    return Response.noContent().build();
  }

  /** A key to be made. */
  @Schema(requiredProperties = {"name", "scopes"})
  public record KeyRequest(
      @Nullable String name,
      @Nullable List<KeyScope> scopes,
      @Nullable List<String> models,
      @Nullable KeyLimitWish limits) {
    KeyWish wish() {
      requireNoNull("scopes", scopes);
      requireNoNull("models", models);
      return new KeyWish(
          Fields.requiredText("name", name).strip(),
          scopes == null ? Set.of() : Set.copyOf(scopes),
          models == null ? List.of() : models.stream().distinct().toList(),
          limits == null ? KeyLimitWish.NONE : limits);
    }
  }

  private static void requireNoNull(String field, @Nullable List<?> values) {
    if (values != null && values.stream().anyMatch(Objects::isNull)) {
      throw ProblemException.invalid(field, "holds null; send words only.");
    }
  }

  /** A key that was made, with the only showing of its secret. */
  public record CreatedKey(@JsonUnwrapped KeyStore.Key key, String secret) {
    @Override
    public String toString() {
      return "CreatedKey[" + key.prefix() + "]";
    }
  }
}
