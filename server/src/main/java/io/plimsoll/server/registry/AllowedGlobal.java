package io.plimsoll.server.registry;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A class or function that pickles may import because an owner of the project answers for it.
 *
 * @param global its dotted name, with its module
 * @param model the model for which it holds; null for all of the project
 * @param revokedBy who took it back; null while it is in force, as is {@code revokedAt}
 */
public record AllowedGlobal(
    UUID id,
    String global,
    @Nullable String model,
    String reason,
    String allowedBy,
    Instant allowedAt,
    @Nullable String revokedBy,
    @Nullable Instant revokedAt) {}
