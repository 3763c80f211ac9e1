package io.plimsoll.server.git.webhook;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.registry.ModelName;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** A repository whose pushes to {@code branch} deploy {@code model}; with its secrets in clear. */
record ConnectedRepository(
    UUID id,
    Tenant tenant,
    ModelName model,
    Provider provider,
    RepositoryUrl url,
    String branch,
    String secret,
    Optional<String> token,
    Instant createdAt,
    String createdBy) {
  @Override
  public String toString() {
    return "ConnectedRepository[" + url + "]";
  }
}
