package io.plimsoll.server.monitor.rules;

import java.time.Duration;

/**
 * A rule as a project has set it. The window is the shortest that is looked at; it grows back in
 * time until it holds {@code minimumRows}.
 */
public record Rule(
    RuleKind kind, boolean isEnabled, double threshold, int minimumRows, Duration window) {}
