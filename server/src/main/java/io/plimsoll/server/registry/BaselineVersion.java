package io.plimsoll.server.registry;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A numbered baseline of a model version. It never changes, but for being the current one or not.
 *
 * @param detail what it was made of, in words
 * @param from start of the window that it was made of; absent where it was made of no window
 * @param sampleRows rows that are kept as they are, for comparisons of several columns at once
 * @param reason why it was made; empty for that of a push
 */
public record BaselineVersion(
    int number,
    boolean current,
    BaselineSource source,
    String detail,
    @Nullable Instant from,
    @Nullable Instant to,
    long rows,
    int columns,
    int sampleRows,
    String madeBy,
    Instant madeAt,
    String reason) {}
