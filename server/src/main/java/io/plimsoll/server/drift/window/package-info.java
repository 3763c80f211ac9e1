/**
 * Compares stretches of a model's traffic with its baseline, with each other or with another
 * version, from stored profiles alone.
 *
 * <p>Enter at WindowComparisons (and over HTTP at WindowComparisonResource). What always holds: an
 * answer depends on profiles only, never on rows; what is judged together is corrected together;
 * too few rows and no rows are outcomes of their own and never "no drift". Owns no tables; reads
 * those of the registry and of the pipeline.
 */
@NullMarked
package io.plimsoll.server.drift.window;

import org.jspecify.annotations.NullMarked;
