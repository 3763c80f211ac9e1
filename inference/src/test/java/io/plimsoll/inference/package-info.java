/** Tests of the engine as the server uses it; {@code *IT} need Python and bubblewrap. */
@NullMarked
package io.plimsoll.inference;

import org.jspecify.annotations.NullMarked;
