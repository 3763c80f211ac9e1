package io.plimsoll.server.registry;

/** All that a serving process needs to let a version shadow production. */
public record ServedShadow(ServedVersion version, int perMille) {}
