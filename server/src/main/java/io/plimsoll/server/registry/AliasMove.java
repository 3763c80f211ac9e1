package io.plimsoll.server.registry;

import java.time.Instant;

/** Where an alias points, since when and by whom. */
public record AliasMove(String name, int version, Instant movedAt, String movedBy) {}
