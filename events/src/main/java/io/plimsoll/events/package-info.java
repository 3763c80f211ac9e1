/** Placeholder. */
@NullMarked
package io.plimsoll.events;

import org.jspecify.annotations.NullMarked;
