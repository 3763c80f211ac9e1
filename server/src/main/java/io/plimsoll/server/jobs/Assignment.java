package io.plimsoll.server.jobs;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.blobs.Digest;

/** A job in the hands of the one process that runs it. {@code attempt} starts at 1. */
public record Assignment(
    JobId job,
    Tenant tenant,
    int attempt,
    String model,
    String branch,
    String commit,
    String commitMessage,
    Digest source,
    String createdBy) {}
