/**
 * What turned out to be true, joined with the answers that it is about: part of the pipeline's one
 * transaction, under the project's lock, so that a label counts exactly once however late, early or
 * often corrected it comes, and whatever is killed. Enter at JoinStore; LabelReading decides what
 * of an answer is compared with what of a label. What was counted is a {@link
 * io.plimsoll.stats.performance.PerformanceState} for each version, hour and segment, and outlives
 * the raw rows. Owns labels, performance_states, performance_samples and performance_recounts.
 */
@NullMarked
package io.plimsoll.server.pipeline.labels;

import org.jspecify.annotations.NullMarked;
