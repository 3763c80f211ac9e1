/**
 * What retention is about to drop, kept as Parquet: one file for each project, type of event and
 * day, in the home or in a bucket. Enter at {@link io.plimsoll.server.retention.archive.Archive},
 * which the monitor asks before it drops a day, and at {@link
 * io.plimsoll.server.retention.archive.ArchivesResource}, which lists the files, hands them out and
 * reads rows of them.
 *
 * <p>A day is dropped only when each of its projects has a file with as many events as were stored.
 * Owns archives.
 */
@NullMarked
package io.plimsoll.server.retention.archive;

import org.jspecify.annotations.NullMarked;
