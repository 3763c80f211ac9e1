@NullMarked
package io.plimsoll.server.performance;

import org.jspecify.annotations.NullMarked;
