/**
 * Kafka to PostgreSQL, exactly once: per poll one transaction inserts the events that are new by
 * id, merges rollups and profiles for exactly those rows, buries what cannot be read, and moves the
 * consumer's offsets. Enter at Pipeline. A crash anywhere replays into the same state. Owns
 * predictions, feedback, metrics, stages, errors, datasets, dataset_batches, series, rollups,
 * profiles, profile_spans, profile_sums, row_samples, dead_letters and consumer_offsets.
 */
@NullMarked
package io.plimsoll.server.pipeline;

import org.jspecify.annotations.NullMarked;
