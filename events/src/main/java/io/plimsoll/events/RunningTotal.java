package io.plimsoll.events;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Says of a metric that its value is what has added up since its sender began to count, not what
 * came on top; the pipeline tells what each value adds to the one before it.
 *
 * @param stream whose values follow each other: the same measure, by the same sender, of the same
 *     attributes
 * @param reporter who counts it, and other streams of the same measure beside it
 * @param since when the sender began to count, if it says so; a new beginning counts from 0
 */
public record RunningTotal(UUID stream, UUID reporter, Optional<Instant> since) {}
