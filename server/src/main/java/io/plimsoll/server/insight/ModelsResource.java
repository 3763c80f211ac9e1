package io.plimsoll.server.insight;

import com.fasterxml.jackson.databind.JsonNode;
import io.plimsoll.server.identity.Access;
import io.plimsoll.server.identity.Permission;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.http.Addresses;
import io.plimsoll.server.platform.http.Page;
import io.plimsoll.server.platform.http.ProblemException;
import io.plimsoll.server.registry.VersionSignature;
import io.quarkus.vertx.http.Compressed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The models of a project, one model, and what its console starts with. */
@Path("/api/v1/organisations/{organisation}/projects/{project}/models")
@Tag(name = "models")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class ModelsResource {
  private final Access access;
  private final ModelSummaries summaries;
  private final ModelDetails details;
  private final CatalogueStore catalogue;
  private final Addresses addresses;
  private final InstantSource clock;

  public ModelsResource(
      Access access,
      ModelSummaries summaries,
      ModelDetails details,
      CatalogueStore catalogue,
      Addresses addresses,
      InstantSource clock) {
    this.access = access;
    this.summaries = summaries;
    this.details = details;
    this.catalogue = catalogue;
    this.addresses = addresses;
    this.clock = clock;
  }

  @GET
  @Compressed
  public Page<ModelSummary> list(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @QueryParam("window") @Nullable String window,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    return Page.whole(summaries.all(tenant, TimeRange.window(window), clock.instant()));
  }

  @GET
  @Path("/{model}")
  @Compressed
  public ModelDetail one(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("model") String model,
      @QueryParam("window") @Nullable String window,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    return details
        .find(tenant, model, TimeRange.window(window), clock.instant())
        .orElseThrow(() -> ProblemException.notFound("The model " + model));
  }

  @GET
  @Path("/{model}/console")
  public Console console(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("model") String model,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    catalogue.require(tenant, model);
    Optional<CatalogueStore.Example> example = catalogue.example(tenant, model);
    return new Console(
        example.isPresent() ? addresses.endpoint(model) : null,
        example.map(CatalogueStore.Example::rows).orElseGet(List::of),
        example.map(CatalogueStore.Example::signature).orElse(null));
  }

  /** The description of the model's own endpoint, for people and for what generates clients. */
  @GET
  @Path("/{model}/openapi")
  @APIResponse(
      responseCode = "200",
      description = "An OpenAPI 3.1 document.",
      content = @Content(schema = @Schema(type = SchemaType.OBJECT)))
  public JsonNode openApi(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("model") String model,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    catalogue.require(tenant, model);
    CatalogueStore.Example example =
        catalogue
            .example(tenant, model)
            .orElseThrow(
                () -> ProblemException.notFound("A version of " + model + " in production"));
    return ModelApi.describe(model, example, addresses);
  }

  /** What the console starts with: rows of the test data that came with the model. */
  public record Console(
      @Nullable String endpoint,
      List<Map<String, Object>> exampleRows,
      @Nullable VersionSignature signature) {
    public Console {
      exampleRows = List.copyOf(exampleRows);
    }
  }
}
