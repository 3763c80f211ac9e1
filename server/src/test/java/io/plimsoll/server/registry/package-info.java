@NullMarked
package io.plimsoll.server.registry;

import org.jspecify.annotations.NullMarked;
