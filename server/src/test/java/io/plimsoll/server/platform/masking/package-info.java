@NullMarked
package io.plimsoll.server.platform.masking;

import org.jspecify.annotations.NullMarked;
