package io.plimsoll.server.spark;

/** Why something failed: the kind to count by, the message to read. */
public record SparkFailure(String kind, String message) {}
