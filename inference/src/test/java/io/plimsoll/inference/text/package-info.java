/** Tests of reading texts. */
@NullMarked
package io.plimsoll.inference.text;

import org.jspecify.annotations.NullMarked;
