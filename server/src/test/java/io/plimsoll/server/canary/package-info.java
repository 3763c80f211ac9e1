@NullMarked
package io.plimsoll.server.canary;

import org.jspecify.annotations.NullMarked;
