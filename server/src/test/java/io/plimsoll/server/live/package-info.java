/** Tests of live updates, with a wire that records what is sent and a clock that is set by hand. */
@NullMarked
package io.plimsoll.server.live;

import org.jspecify.annotations.NullMarked;
