/** Processes of the host: the signals that stop them, and the end of a whole tree of them. */
@NullMarked
package io.plimsoll.inference.process;

import org.jspecify.annotations.NullMarked;
