/**
 * Time and ids: an injected InstantSource, and UUIDv7 ids, whose order is the order of their
 * making.
 */
@NullMarked
package io.plimsoll.server.platform.time;

import org.jspecify.annotations.NullMarked;
