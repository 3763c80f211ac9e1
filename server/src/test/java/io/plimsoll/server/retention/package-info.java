/** Tests of how long events are kept. */
@NullMarked
package io.plimsoll.server.retention;

import org.jspecify.annotations.NullMarked;
