/** Tests of the bandit. */
@NullMarked
package io.plimsoll.server.bandit;

import org.jspecify.annotations.NullMarked;
