package io.plimsoll.inference.sandbox;

/**
 * Whether sandboxes can be started here.
 *
 * @param works whether they can
 * @param message how they are built, or the remedy if they cannot
 */
public record SandboxCheck(boolean works, String message) {}
