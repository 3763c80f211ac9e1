package io.plimsoll.server.drift;

import io.plimsoll.server.identity.Access;
import io.plimsoll.server.identity.Permission;
import io.plimsoll.server.platform.http.Page;
import io.plimsoll.stats.drift.DriftMethods;
import io.quarkus.vertx.http.Compressed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.io.IOException;
import java.io.InputStream;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Compares samples that come with the request; nothing of them is kept. */
@Path("/api/v1/drift")
@Tag(name = "drift")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class CompareResource {
  private final Access access;
  private final Comparisons comparisons;

  public CompareResource(Access access, Comparisons comparisons) {
    this.access = access;
    this.comparisons = comparisons;
  }

  @GET
  @Path("/methods")
  @Compressed
  public Page<MethodAnswer> methods(@Context SecurityContext security) {
    access.anywhere(security, Permission.VIEW);
    return Page.whole(DriftMethods.all().stream().map(MethodAnswer::of).toList());
  }

  @POST
  @Path("/compare")
  @Consumes(MediaType.APPLICATION_JSON)
  @RequestBody(content = @Content(schema = @Schema(implementation = CompareRequest.class)))
  public ComparisonAnswer compare(
      InputStream body,
      @HeaderParam(HttpHeaders.CONTENT_ENCODING) @Nullable String encoding,
      @Context SecurityContext security)
      throws IOException {
    access.anywhere(security, Permission.VIEW);
    return comparisons.one(Limits.bounded(body, encoding));
  }

  @POST
  @Path("/compare/features")
  @Consumes(MediaType.APPLICATION_JSON)
  @RequestBody(content = @Content(schema = @Schema(implementation = CompareRequest.Features.class)))
  public FeaturesAnswer compareFeatures(
      InputStream body,
      @HeaderParam(HttpHeaders.CONTENT_ENCODING) @Nullable String encoding,
      @Context SecurityContext security)
      throws IOException {
    access.anywhere(security, Permission.VIEW);
    return comparisons.several(Limits.bounded(body, encoding));
  }
}
