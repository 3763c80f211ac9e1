/**
 * Kafka to PostgreSQL, exactly once: per poll one transaction inserts the events that are new by
 * id, merges rollups and profiles for exactly those rows, buries what cannot be read, and moves the
 * consumer's offsets. Enter at Pipeline. A crash anywhere replays into the same state. Owns
 * predictions, feedback, metrics, stages, errors, stored_days, event_delays, datasets,
 * dataset_batches, spark_reports, spark_applications, series, rollups, profiles, profile_spans,
 * profile_sums, profile_segments, profile_parts, row_samples, dead_letters and consumer_offsets.
 */
@NullMarked
package io.plimsoll.server.pipeline;

import org.jspecify.annotations.NullMarked;
