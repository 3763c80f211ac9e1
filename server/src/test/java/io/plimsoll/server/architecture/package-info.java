/** The dependency rules of the house, as a test. */
@NullMarked
package io.plimsoll.server.architecture;

import org.jspecify.annotations.NullMarked;
