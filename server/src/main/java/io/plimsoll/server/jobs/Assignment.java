package io.plimsoll.server.jobs;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.blobs.Digest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A job in the hands of the one process that runs it. {@code attempt} starts at 1; {@code putOffs}
 * of the attempts before ended in waiting for something to pass.
 */
public record Assignment(
    JobId job,
    Tenant tenant,
    int attempt,
    String model,
    @Nullable String branch,
    @Nullable String commit,
    String commitMessage,
    Optional<Digest> source,
    String createdBy,
    String target,
    int putOffs) {}
