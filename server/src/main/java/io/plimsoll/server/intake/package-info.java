/**
 * The door for events over HTTP: authenticates, checks each event, appends the good ones to Kafka
 * and answers 202 only after Kafka has acknowledged them. Refuses bad events one by one with code
 * and reason. {@code otlp} is the same door for those who speak OpenTelemetry, and {@code letters}
 * sends again what the pipeline could not keep. All of them end at LogDoor, which closes while too
 * much waits in the log (Backlog) or for its word. Owns no tables.
 */
@NullMarked
package io.plimsoll.server.intake;

import org.jspecify.annotations.NullMarked;
