package io.plimsoll.server.git.webhook;

import io.plimsoll.server.platform.http.ErrorCode;
import io.plimsoll.server.platform.http.ProblemException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Where GitHub and GitLab say that somebody pushed. The signature is the credential. */
@Path("/api/v1/webhooks/{id}")
@Tag(name = "webhooks")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class WebhookResource {
  /** A push of two thousand commits, the most that GitHub lists, is smaller. */
  private static final int MAX_BODY = 5 << 20;

  private static final int MAX_AT_ONCE = 16;

  private final Webhooks webhooks;
  private final Semaphore places = new Semaphore(MAX_AT_ONCE);

  public WebhookResource(Webhooks webhooks) {
    this.webhooks = webhooks;
  }

  @POST
  @Consumes(MediaType.WILDCARD)
  @RequestBody(
      required = true,
      description = "The provider's own JSON, byte by byte as it was signed.",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(type = SchemaType.OBJECT)))
  public Webhooks.Outcome take(
      @PathParam("id") UUID id,
      @HeaderParam("X-GitHub-Event") @Nullable String githubEvent,
      @HeaderParam("X-GitHub-Delivery") @Nullable String githubDelivery,
      @HeaderParam("X-Hub-Signature-256") @Nullable String githubSignature,
      @HeaderParam("X-Gitlab-Event") @Nullable String gitlabEvent,
      @HeaderParam("Idempotency-Key") @Nullable String gitlabDelivery,
      @HeaderParam("X-Gitlab-Token") @Nullable String gitlabToken,
      @HeaderParam(HttpHeaders.CONTENT_TYPE) @Nullable String contentType,
      InputStream body)
      throws IOException {
    // Before the body is read: who knows no webhook cannot hold a place for long.
    ConnectedRepository repository = webhooks.require(id);
    if (!places.tryAcquire()) {
      throw new ProblemException(
          ErrorCode.OVERLOADED, "Too many deliveries at once; send this one again.");
    }
    try {
      byte[] bytes = body.readNBytes(MAX_BODY + 1);
      if (bytes.length > MAX_BODY) {
        throw new ProblemException(
            ErrorCode.TOO_LARGE,
            "A delivery of more than %,d bytes is not taken.".formatted(MAX_BODY));
      }
      Signed.Headers headers =
          new Signed.Headers(
              githubEvent,
              githubDelivery,
              githubSignature,
              gitlabEvent,
              gitlabDelivery,
              gitlabToken);
      return webhooks.take(repository, headers, contentType, bytes);
    } finally {
      places.release();
    }
  }
}
