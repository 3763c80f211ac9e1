/**
 * What a window of values looks like, and how far two windows are apart: pure functions, no input
 * or output.
 *
 * <p>Enter at {@link io.plimsoll.stats.Profile}: one per feature and window, updated a value at a
 * time, merged from minute to hour to day, a few kilobytes when stored. {@link
 * io.plimsoll.stats.Psi} compares two profiles and answers with a {@link
 * io.plimsoll.stats.DriftScore} that carries its own noise level, so that nobody is woken by
 * chance. {@link io.plimsoll.stats.Distances}, {@link io.plimsoll.stats.KolmogorovSmirnov} and
 * {@link io.plimsoll.stats.SignificanceTests} are for samples and counts at hand; each method
 * states its definition, because one name means different numbers in different libraries; {@link
 * io.plimsoll.stats.drift} has them all by id, and those of other libraries beside them. {@link
 * io.plimsoll.stats.ConfidenceSequences} is for what is looked at while it goes on, {@link
 * io.plimsoll.stats.anomaly} for what is unusual in a series or among rows.
 *
 * <p>What always holds: merging is associative within the stated sketch error; the same updates in
 * the same order give the same bytes; memory is bounded whatever the data; no class is safe for use
 * by several threads at once.
 *
 * <p>The sketches are our own: the same class files must run on Java 17 (inside Spark) and on Java
 * 25 (inside the server), where Apache DataSketches 6.2 refuses to start, and a replay after a
 * crash must store the same bytes, which its unseeded coins do not allow.
 */
@NullMarked
package io.plimsoll.stats;

import org.jspecify.annotations.NullMarked;
