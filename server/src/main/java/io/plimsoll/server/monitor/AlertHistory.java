package io.plimsoll.server.monitor;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An entry of an alert's history.
 *
 * @param kind fired, updated, acknowledged, resolved, notified, notification_failed or
 *     notification_held
 * @param by the person who did it; null if the monitor did
 */
public record AlertHistory(Instant at, String kind, @Nullable String by, String text) {}
