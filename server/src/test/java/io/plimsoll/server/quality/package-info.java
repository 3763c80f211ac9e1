@NullMarked
package io.plimsoll.server.quality;

import org.jspecify.annotations.NullMarked;
