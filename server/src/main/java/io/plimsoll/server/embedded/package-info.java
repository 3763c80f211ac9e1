/**
 * The PostgreSQL and the Kafka that Plimsoll brings along, run as child processes of the server.
 *
 * <p>Enter at {@link io.plimsoll.server.embedded.EmbeddedPostgres} and {@link
 * io.plimsoll.server.embedded.EmbeddedBroker}. Both are started before the rest of the server, own
 * one directory each and are closed last. {@link io.plimsoll.server.embedded.SupervisedProcess} is
 * what they share: a child that is restarted when it dies, is asked to stop before it is forced to,
 * and writes into a log of bounded size.
 *
 * <p>What always holds: both are real servers with durable settings, reachable on the loopback
 * address and with a password only. One directory has one owner at a time. When the server dies, in
 * whatever way, the kernel tells its children to stop; whatever is left of them is stopped by the
 * next start. The package knows no feature and owns no tables.
 */
@NullMarked
package io.plimsoll.server.embedded;

import org.jspecify.annotations.NullMarked;
