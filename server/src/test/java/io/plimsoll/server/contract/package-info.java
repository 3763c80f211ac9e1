/** The wire as it is committed, against the wire as it is built. */
@NullMarked
package io.plimsoll.server.contract;

import org.jspecify.annotations.NullMarked;
