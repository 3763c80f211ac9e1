@NullMarked
package io.plimsoll.server.upload;

import org.jspecify.annotations.NullMarked;
