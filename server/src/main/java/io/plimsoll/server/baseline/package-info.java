/**
 * Baselines of a model version beside the one of its push: made of an uploaded file, of the first
 * predictions, of a window of traffic or of another version's baseline; looked at, compared, and
 * made current. Enter at BaselinesResource. What a version does not let be logged stays out of its
 * baselines too. Owns no table: the registry keeps baselines.
 */
@NullMarked
package io.plimsoll.server.baseline;

import org.jspecify.annotations.NullMarked;
