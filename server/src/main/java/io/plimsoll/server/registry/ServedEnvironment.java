package io.plimsoll.server.registry;

/** A version that has to answer in an environment beside production. */
public record ServedEnvironment(Environment environment, ServedVersion version) {}
