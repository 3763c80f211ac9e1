/** Tests. */
@NullMarked
package io.plimsoll.inference.python;

import org.jspecify.annotations.NullMarked;
