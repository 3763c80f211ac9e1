/**
 * What a window of values looks like, and how far two windows are apart: pure functions, no input
 * or output.
 *
 * <p>Enter at {@link io.plimsoll.stats.Profile}: one per feature and window, updated a value at a
 * time, merged from minute to hour to day, a few kilobytes when stored. {@link
 * io.plimsoll.stats.Psi} compares two profiles and answers with a {@link
 * io.plimsoll.stats.DriftScore} that carries its own noise level, so that nobody is woken by
 * chance.
 *
 * <p>What always holds: merging is associative within the stated sketch error; the same updates in
 * the same order give the same bytes; memory is bounded whatever the data; no class is safe for use
 * by several threads at once.
 *
 * <p>The sketches are our own because the code must run on Java 17 (inside Spark) and on Java 25
 * (inside the server), and no single release of Apache DataSketches does: 6.x refuses to start on
 * Java 25, later ones need Java 21 or newer.
 */
@NullMarked
package io.plimsoll.stats;

import org.jspecify.annotations.NullMarked;
