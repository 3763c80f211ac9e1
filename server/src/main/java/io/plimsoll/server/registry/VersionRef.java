package io.plimsoll.server.registry;

import java.util.UUID;

/** A version's id and its number within the model. */
public record VersionRef(UUID id, int number) {}
