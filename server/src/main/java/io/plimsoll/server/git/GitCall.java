package io.plimsoll.server.git;

import org.jspecify.annotations.Nullable;

/** What every call of git brings: the repository's address and the headers that matter. */
record GitCall(
    String organisation,
    String project,
    String repository,
    @Nullable String authorization,
    @Nullable String contentEncoding) {}
