/**
 * Dead letters, seen and sent again: what could not become rows is listed, looked at, mended and
 * put back into the log. Enter at {@link io.plimsoll.server.intake.letters.DeadLettersResource}.
 *
 * <p>What is sent again passes the same reader as at the door and keeps the id of its event, so
 * however often that happens, it counts once. The pipeline writes the letters; only what has become
 * of them is written here. The record as it came is unsealed here only, and leaves masked or into
 * the log.
 */
@NullMarked
package io.plimsoll.server.intake.letters;

import org.jspecify.annotations.NullMarked;
