package io.plimsoll.server.git.webhook;

import io.plimsoll.server.identity.Access;
import io.plimsoll.server.identity.Permission;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.crypto.Tokens;
import io.plimsoll.server.platform.http.Addresses;
import io.plimsoll.server.platform.http.Page;
import io.plimsoll.server.platform.http.ProblemException;
import io.plimsoll.server.platform.outbound.OutboundGuard;
import io.plimsoll.server.platform.time.Ids;
import io.plimsoll.server.registry.ModelName;
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
import java.time.InstantSource;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The repository at GitHub or GitLab whose pushes deploy a model. */
@Path("/api/v1/organisations/{organisation}/projects/{project}/models/{model}/repository")
@Tag(name = "webhooks")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class RepositoryResource {
  private static final String SECRET_PREFIX = "whs_";
  private static final int DELIVERIES = 50;

  /**
   * What git allows in the name of a branch (git-check-ref-format), without what steers a shell.
   */
  private static final Pattern BRANCH =
      Pattern.compile(
          "(?!.*(\\.\\.|//|@\\{|\\.lock$|\\.$|/$))[A-Za-z0-9_][A-Za-z0-9._/@+#-]{0,199}");

  /** Tokens are words of printable ASCII; anything else would not survive a header. */
  private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]{1,500}");

  private final Access access;
  private final ConnectedRepositoryStore repositories;
  private final DeliveryStore deliveries;
  private final OutboundGuard guard;
  private final Addresses addresses;
  private final InstantSource clock;

  public RepositoryResource(
      Access access,
      ConnectedRepositoryStore repositories,
      DeliveryStore deliveries,
      OutboundGuard guard,
      Addresses addresses,
      InstantSource clock) {
    this.access = access;
    this.repositories = repositories;
    this.deliveries = deliveries;
    this.guard = guard;
    this.addresses = addresses;
    this.clock = clock;
  }

  @GET
  public ShownRepository show(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("model") String model,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    return shown(require(tenant, model), null);
  }

  /**
   * Connects a repository. Another address makes another connection, with a secret of its own; the
   * same one keeps its secret, and its token unless one is sent.
   */
  @PUT
  public ShownRepository connect(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("model") String model,
      RepositoryRequest request,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.ADMINISTER);
    ModelName name = name(model);
    Provider provider = request.provider();
    if (provider == null) {
      throw ProblemException.invalid("provider", "is missing; send github or gitlab.");
    }
    if (request.url() == null) {
      throw ProblemException.invalid("url", "is missing; send the address that one clones.");
    }
    RepositoryUrl url = RepositoryUrl.parse(request.url(), guard::isInternal);
    String branch = branch(request.branch());
    Optional<String> sent = token(request.accessToken());
    Optional<ConnectedRepository> before =
        repositories
            .find(tenant, name)
            .filter(old -> old.provider() == provider && old.url().equals(url));
    ConnectedRepository saved =
        new ConnectedRepository(
            before.map(ConnectedRepository::id).orElseGet(() -> Ids.timeOrdered(clock.instant())),
            tenant,
            name,
            provider,
            url,
            branch,
            before.map(ConnectedRepository::secret).orElseGet(() -> Tokens.random(SECRET_PREFIX)),
            request.accessToken() == null ? before.flatMap(ConnectedRepository::token) : sent,
            before.map(ConnectedRepository::createdAt).orElseGet(clock::instant),
            Access.principal(security).getName());
    repositories.save(saved);
    return shown(saved, before.isPresent() ? null : saved.secret());
  }

  @DELETE
  @APIResponse(responseCode = "204")
  public Response disconnect(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("model") String model,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.ADMINISTER);
    if (!repositories.delete(tenant, name(model))) {
      throw missing(model);
    }
    return Response.noContent().build();
  }

  /** Makes a new secret; the old one is worthless from now on. */
  @POST
  @Path("/secret")
  public ShownRepository renewSecret(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("model") String model,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.ADMINISTER);
    ConnectedRepository old = require(tenant, model);
    ConnectedRepository renewed =
        new ConnectedRepository(
            old.id(),
            tenant,
            old.model(),
            old.provider(),
            old.url(),
            old.branch(),
            Tokens.random(SECRET_PREFIX),
            old.token(),
            old.createdAt(),
            old.createdBy());
    repositories.save(renewed);
    return shown(renewed, renewed.secret());
  }

  /** What the provider has told lately, and what became of it. */
  @GET
  @Path("/deliveries")
  public Page<DeliveryStore.Delivery> deliveries(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("model") String model,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    return Page.whole(deliveries.list(require(tenant, model), DELIVERIES));
  }

  private ShownRepository shown(ConnectedRepository repository, @Nullable String secret) {
    return ShownRepository.of(repository, addresses, secret);
  }

  private ConnectedRepository require(Tenant tenant, String model) {
    return ModelName.parse(model)
        .flatMap(name -> repositories.find(tenant, name))
        .orElseThrow(() -> missing(model));
  }

  private static ModelName name(String model) {
    return ModelName.parse(model)
        .orElseThrow(
            () ->
                ProblemException.invalid(
                    "model", "\"%s\" cannot be one: %s.".formatted(model, ModelName.RULE)));
  }

  private static String branch(@Nullable String text) {
    String branch = text == null || text.isBlank() ? "main" : text.strip();
    if (!BRANCH.matcher(branch).matches()) {
      throw ProblemException.invalid("branch", "\"%s\" is no name of a branch.".formatted(branch));
    }
    return branch;
  }

  private static Optional<String> token(@Nullable String text) {
    if (text == null || text.isBlank()) {
      return Optional.empty();
    }
    if (!TOKEN.matcher(text.strip()).matches()) {
      throw ProblemException.invalid(
          "accessToken", "is not one word of at most 500 printable ASCII characters.");
    }
    return Optional.of(text.strip());
  }

  private static ProblemException missing(String model) {
    return ProblemException.notFound("The repository of the model " + model);
  }

  /** A repository to be connected; an empty {@code accessToken} takes the stored one away. */
  @Schema(requiredProperties = {"provider", "url"})
  public record RepositoryRequest(
      @Nullable Provider provider,
      @Nullable String url,
      @Nullable String branch,
      @Nullable String accessToken) {
    @Override
    public String toString() {
      return "RepositoryRequest[" + url + "]";
    }
  }
}
