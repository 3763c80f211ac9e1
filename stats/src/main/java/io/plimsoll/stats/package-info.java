/** Placeholder. */
@NullMarked
package io.plimsoll.stats;

import org.jspecify.annotations.NullMarked;
