/** Tests of the door for OpenTelemetry. */
@NullMarked
package io.plimsoll.server.intake.otlp;

import org.jspecify.annotations.NullMarked;
