@NullMarked
package io.plimsoll.server.git.webhook;

import org.jspecify.annotations.NullMarked;
