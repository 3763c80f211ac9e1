/** Tests. */
@NullMarked
package io.plimsoll.inference.pickle;

import org.jspecify.annotations.NullMarked;
