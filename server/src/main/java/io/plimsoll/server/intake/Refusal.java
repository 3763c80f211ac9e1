package io.plimsoll.server.intake;

import org.jspecify.annotations.Nullable;

/** An event that was not taken: its place in the request, its id if it has one, and why. */
public record Refusal(int index, @Nullable String id, String code, String message) {}
