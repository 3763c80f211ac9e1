@NullMarked
package io.plimsoll.server.registry.data;

import org.jspecify.annotations.NullMarked;
