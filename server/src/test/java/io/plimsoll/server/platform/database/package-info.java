@NullMarked
package io.plimsoll.server.platform.database;

import org.jspecify.annotations.NullMarked;
