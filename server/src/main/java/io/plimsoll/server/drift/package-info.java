/**
 * Compares two samples that a caller sends, by any definition of drift that the platform knows.
 *
 * <p>Enter at CompareResource. The mathematics is {@link io.plimsoll.stats.drift}; here is what the
 * wire needs: a reader that never holds a request as text, limits with names and remedies, and a
 * bound on how many comparisons run at once. What always holds: nothing is stored, and no answer
 * depends on the data of any project. Owns no tables.
 */
@NullMarked
package io.plimsoll.server.drift;

import org.jspecify.annotations.NullMarked;
