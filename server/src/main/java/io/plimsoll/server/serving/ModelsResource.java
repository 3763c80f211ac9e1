package io.plimsoll.server.serving;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plimsoll.server.identity.Access;
import io.plimsoll.server.identity.Permission;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.http.ErrorCode;
import io.plimsoll.server.platform.http.ProblemException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Health, metadata and the lists of models. Health is open; models need a key. */
@Path("/v2")
@Tag(name = "inference")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class ModelsResource {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Access access;
  private final Router router;

  public ModelsResource(Access access, Router router) {
    this.access = access;
    this.router = router;
  }

  @GET
  public Wire.Server server() {
    return Wire.Server.over("binary_tensor_data", "statistics", "model_repository_index");
  }

  @GET
  @Path("/health/live")
  public Wire.Live live() {
    return new Wire.Live(true);
  }

  @GET
  @Path("/health/ready")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = Wire.Ready.class)))
  public Response ready() {
    boolean isReady = router.isComplete();
    return Response.status(isReady ? 200 : 503).entity(new Wire.Ready(true, isReady)).build();
  }

  @GET
  @Path("/models")
  public Wire.Models models(@Context SecurityContext security) {
    Tenant tenant = access.keyed(security, Permission.PREDICT);
    return new Wire.Models(
        router.productionOf(tenant.project()).stream()
            .map(version -> version.version().model())
            .filter(model -> Access.reaches(Access.principal(security), model))
            .sorted()
            .toList());
  }

  /** Clients of Triton send an empty body, or say whether they want only what answers. */
  @POST
  @Path("/repository/index")
  @Consumes(MediaType.WILDCARD)
  @RequestBody(content = @Content(schema = @Schema(implementation = Wire.IndexRequest.class)))
  public List<Wire.IndexEntry> index(byte[] body, @Context SecurityContext security) {
    Tenant tenant = access.keyed(security, Permission.PREDICT);
    boolean isReadyOnly = isReadyOnly(body);
    List<Wire.IndexEntry> index = new ArrayList<>();
    router.loadedOf(tenant.project()).stream()
        .map(
            version -> new Wire.IndexEntry(version.version().model(), version.label(), "READY", ""))
        .forEach(index::add);
    if (!isReadyOnly) {
      router
          .awaitedOf(tenant.project())
          .forEach(model -> index.add(new Wire.IndexEntry(model, null, "LOADING", "")));
    }
    return index.stream()
        .filter(entry -> Access.reaches(Access.principal(security), entry.name()))
        .toList();
  }

  private static boolean isReadyOnly(byte[] body) {
    if (body.length == 0) {
      return false;
    }
    try {
      JsonNode given = JSON.readTree(body);
      JsonNode ready = given.path("ready");
      if (given.isObject() && (ready.isBoolean() || ready.isMissingNode() || ready.isNull())) {
        return ready.booleanValue();
      }
    } catch (IOException notJson) {
      // Falls through to the one message that says what is taken.
    }
    throw new ProblemException(
        ErrorCode.INVALID_REQUEST, "The body must be empty, or {\"ready\": true} or false.");
  }
}
