/** Tests of the read side: the pure parts alone, the statements against a real PostgreSQL. */
@NullMarked
package io.plimsoll.server.insight;

import org.jspecify.annotations.NullMarked;
