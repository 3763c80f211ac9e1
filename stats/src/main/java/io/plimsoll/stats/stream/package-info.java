/**
 * Detectors that look at one value after the other and call when the stream has changed.
 *
 * <p>Enter at {@link io.plimsoll.stats.stream.StreamDetector}. What always holds: bounded memory,
 * the same calls for the same values, and no thread-safety: one stream owns a detector.
 */
@NullMarked
package io.plimsoll.stats.stream;

import org.jspecify.annotations.NullMarked;
