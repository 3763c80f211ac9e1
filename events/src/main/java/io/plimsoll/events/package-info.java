/**
 * The words that every role and client speaks: what a prediction, a feedback, a metric, a stage, an
 * error, a batch of a dataset and a report of Spark are on the wire, and how they are read and
 * refused.
 *
 * <p>Enter at {@link io.plimsoll.events.EventReader}. An event is one JSON object; {@code
 * contract/events} holds the schemas. Reading is strict about what is known and silent about fields
 * that are not, so that a newer client can speak to an older server. Everything here is immutable
 * and free of I/O.
 */
@NullMarked
package io.plimsoll.events;

import org.jspecify.annotations.NullMarked;
