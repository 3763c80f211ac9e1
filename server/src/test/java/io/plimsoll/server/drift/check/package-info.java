/** Tests of this feature: with plain objects, and through the whole server as a process. */
@NullMarked
package io.plimsoll.server.drift.check;

import org.jspecify.annotations.NullMarked;
