/** Tests. */
@NullMarked
package io.plimsoll.inference.sandbox;

import org.jspecify.annotations.NullMarked;
