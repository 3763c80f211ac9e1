/** Tests of this feature: with plain objects, and through the whole server as a process. */
@NullMarked
package io.plimsoll.server.drift.window;

import org.jspecify.annotations.NullMarked;
