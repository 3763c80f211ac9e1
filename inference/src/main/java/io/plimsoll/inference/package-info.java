/** Placeholder. */
@NullMarked
package io.plimsoll.inference;

import org.jspecify.annotations.NullMarked;
