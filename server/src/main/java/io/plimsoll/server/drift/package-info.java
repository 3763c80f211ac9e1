/**
 * Drift: two samples that a caller sends, compared by any definition that the platform knows; and,
 * in the packages below, stretches of a model's traffic.
 *
 * <p>Enter at CompareResource. The mathematics is {@link io.plimsoll.stats.drift}; here is what the
 * wire needs: a reader that never holds a request as text, limits with names and remedies, and a
 * bound on how many comparisons run at once. Of a sample nothing is stored. {@code window} compares
 * stored profiles, {@code settings} says how, {@code check} does it again and again and keeps
 * reports, {@code monitored} tells what the monitor's rule sees. Owns no tables itself.
 */
@NullMarked
package io.plimsoll.server.drift;

import org.jspecify.annotations.NullMarked;
