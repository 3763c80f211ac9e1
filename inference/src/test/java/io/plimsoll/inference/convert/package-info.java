/** Tests. */
@NullMarked
package io.plimsoll.inference.convert;

import org.jspecify.annotations.NullMarked;
