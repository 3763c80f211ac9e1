@NullMarked
package io.plimsoll.server.platform.eventlog;

import org.jspecify.annotations.NullMarked;
