/** Tests of dead letters that are looked at and sent again. */
@NullMarked
package io.plimsoll.server.intake.letters;

import org.jspecify.annotations.NullMarked;
