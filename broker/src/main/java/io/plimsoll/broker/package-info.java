/**
 * The embedded Apache Kafka broker: one KRaft node, broker and controller in one, in a JVM of its
 * own.
 *
 * <p>It is a module so that Kafka's server libraries have a class path that never meets the one of
 * the server, which only knows the Kafka client. The server starts it as a child process, hands it
 * one properties file and waits for one line on standard output.
 *
 * <p>Enter at {@link io.plimsoll.broker.BrokerMain}. {@link io.plimsoll.broker.RehearsalMain} runs
 * the same broker once, in a throw-away directory, so that the JVM can record what a start needs
 * and later starts take a fraction of the time.
 *
 * <p>What always holds: a broker that was told to stop is gone within the limit, cleanly or not,
 * and a record that was acknowledged is in the page cache or on disk, so that killing this process
 * loses nothing.
 */
@NullMarked
package io.plimsoll.broker;

import org.jspecify.annotations.NullMarked;
