/**
 * By which segments the pipeline keeps profiles apart: the settings, the values that it has met,
 * and which of them a row belongs to. Enter at ProfilePartStore; ModelSegments decides. What always
 * holds: where nobody has named a segment nothing is kept apart and nothing is paid; of a segment a
 * few values are kept, the others together, so that what a row costs is bounded whatever it holds.
 * Owns profile_segments and profile_parts.
 */
@NullMarked
package io.plimsoll.server.pipeline.segments;

import org.jspecify.annotations.NullMarked;
