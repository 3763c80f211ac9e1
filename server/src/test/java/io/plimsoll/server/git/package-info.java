@NullMarked
package io.plimsoll.server.git;

import org.jspecify.annotations.NullMarked;
