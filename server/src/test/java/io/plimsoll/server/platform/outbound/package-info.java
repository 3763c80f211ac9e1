@NullMarked
package io.plimsoll.server.platform.outbound;

import org.jspecify.annotations.NullMarked;
