@NullMarked
package io.plimsoll.server.baseline;

import org.jspecify.annotations.NullMarked;
