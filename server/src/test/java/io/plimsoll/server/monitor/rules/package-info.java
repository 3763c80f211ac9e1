/** Tests of the judgement: no input, no output, no clock. */
@NullMarked
package io.plimsoll.server.monitor.rules;

import org.jspecify.annotations.NullMarked;
