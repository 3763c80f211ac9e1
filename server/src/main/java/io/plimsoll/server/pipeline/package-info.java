/**
 * Kafka to PostgreSQL, exactly once: per poll one transaction inserts the events that are new by
 * id, merges rollups and profiles for exactly those rows, buries what cannot be read, and moves the
 * consumer's offsets. Enter at Pipeline. A crash anywhere replays into the same state. A dead
 * letter is stored masked, and as it came only sealed. Owns the raw events, by day: predictions,
 * feedback, metrics, stages, errors, dataset_batches, lineage_events and spark_reports; and
 * stored_days, event_delays, datasets, spark_applications, series, rollups, profiles,
 * profile_spans, profile_sums, profile_segments, profile_parts, row_samples, dead_letters and
 * consumer_offsets.
 */
@NullMarked
package io.plimsoll.server.pipeline;

import org.jspecify.annotations.NullMarked;
