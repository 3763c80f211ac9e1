package io.plimsoll.server.git.webhook;

import io.plimsoll.server.platform.http.Addresses;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A connected repository as it is shown: whether there is a token, not which; {@code secret} only
 * in the answer that made it.
 */
@Schema(name = "ConnectedRepository")
public record ShownRepository(
    String model,
    Provider provider,
    String url,
    String branch,
    boolean hasAccessToken,
    String webhookUrl,
    @Nullable String secret,
    Instant createdAt,
    String createdBy) {

  static ShownRepository of(
      ConnectedRepository repository, Addresses addresses, @Nullable String secret) {
    return new ShownRepository(
        repository.model().text(),
        repository.provider(),
        repository.url().toString(),
        repository.branch(),
        repository.token().isPresent(),
        addresses.publicUrl() + "/api/v1/webhooks/" + repository.id(),
        secret,
        repository.createdAt(),
        repository.createdBy());
  }

  @Override
  public String toString() {
    return "ShownRepository[" + url + "]";
  }
}
