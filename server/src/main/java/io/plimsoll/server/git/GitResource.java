package io.plimsoll.server.git;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerResponse;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.InputStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** The address that models are pushed to. Bodies stream both ways; nothing is held in memory. */
@Path("/git/{organisation}/{project}/{repository}")
@RunOnVirtualThread
public class GitResource {
  private final SmartHttp http;

  public GitResource(SmartHttp http) {
    this.http = http;
  }

  @GET
  @Path("/info/refs")
  @Operation(hidden = true)
  public Response advertise(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("repository") String repository,
      @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
      @QueryParam("service") @Nullable String service) {
    GitCall call = new GitCall(organisation, project, repository, authorization, null);
    return answer(http.advertise(call, service));
  }

  @POST
  @Path("/git-receive-pack")
  @Operation(hidden = true)
  public Response receive(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("repository") String repository,
      @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
      @HeaderParam(HttpHeaders.CONTENT_ENCODING) @Nullable String encoding,
      @Context HttpServerResponse connection,
      InputStream body) {
    GitCall call = new GitCall(organisation, project, repository, authorization, encoding);
    // Writes to a closed connection are dropped in silence, so the connection itself is asked.
    return answer(http.receive(call, body, connection::closed));
  }

  @POST
  @Path("/git-upload-pack")
  @Operation(hidden = true)
  public Response upload(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("repository") String repository,
      @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
      @HeaderParam(HttpHeaders.CONTENT_ENCODING) @Nullable String encoding,
      InputStream body) {
    GitCall call = new GitCall(organisation, project, repository, authorization, encoding);
    return answer(http.upload(call, body));
  }

  private static Response answer(GitAnswer answer) {
    StreamingOutput body = answer.body()::writeTo;
    Response.ResponseBuilder response = Response.status(answer.status()).entity(body);
    answer.headers().forEach(response::header);
    return response.build();
  }
}
