/** Placeholder. */
@NullMarked
package io.plimsoll.broker;

import org.jspecify.annotations.NullMarked;
