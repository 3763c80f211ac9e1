/**
 * The door for OpenTelemetry (OTLP over HTTP, protobuf and JSON): each span, data point and log
 * record becomes events of ours, which then go the way of all events. Enter at {@link
 * io.plimsoll.server.intake.otlp.OtlpResource}; {@link io.plimsoll.server.intake.otlp.Spans},
 * {@link io.plimsoll.server.intake.otlp.Metrics} and {@link
 * io.plimsoll.server.intake.otlp.LogRecords} say what becomes of what.
 *
 * <p>The id of an event follows from what was sent, so an export that is sent again counts once. A
 * record is taken with all of its events or refused with its reason; nothing is passed over without
 * a word but what the guide names. Owns no tables.
 */
@NullMarked
package io.plimsoll.server.intake.otlp;

import org.jspecify.annotations.NullMarked;
