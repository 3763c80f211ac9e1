/** Tests of the embedded servers, with the real programs. */
@NullMarked
package io.plimsoll.server.embedded;

import org.jspecify.annotations.NullMarked;
