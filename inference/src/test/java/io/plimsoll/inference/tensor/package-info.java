/** Tests. */
@NullMarked
package io.plimsoll.inference.tensor;

import org.jspecify.annotations.NullMarked;
