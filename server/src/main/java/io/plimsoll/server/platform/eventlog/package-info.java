/**
 * Apache Kafka: topics, the producer and the consumer. The only package that touches the Kafka
 * client. EventLog.append answers only after the brokers have acknowledged (acks=all);
 * EventLog.tryAppend is for the hot path: it never blocks and counts what it has to drop.
 */
@NullMarked
package io.plimsoll.server.platform.eventlog;

import org.jspecify.annotations.NullMarked;
