/**
 * How far two samples are apart, in every definition that people compare numbers with: pure
 * functions.
 *
 * <p>Enter at {@link io.plimsoll.stats.drift.DriftMethods}, the list of all definitions by id, and
 * at {@link io.plimsoll.stats.drift.Comparison}, which runs one of them on two {@link
 * io.plimsoll.stats.drift.Sample}s. The same name is not the same number in two libraries: a
 * definition therefore says its formula, source, parameters and whose number it reproduces.
 *
 * <p>What always holds: the same input gives the same bits, whatever is drawn at random is seeded;
 * a number that is not defined for an input is left out with a reason and never NaN; values that
 * are missing or infinite are left out and counted; what takes long is bounded and says so.
 */
@NullMarked
package io.plimsoll.stats.drift;

import org.jspecify.annotations.NullMarked;
