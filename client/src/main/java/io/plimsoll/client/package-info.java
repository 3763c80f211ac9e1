/**
 * Sends events from a JVM to a Plimsoll server: the same events as the SDK in Python, over HTTP.
 *
 * <p>Enter at {@link io.plimsoll.client.PlimsollClient}. What always holds: no method waits for the
 * network or throws into the caller; what waits is bounded in events and in bytes; what is dropped
 * is counted and said once; an event keeps its id over all attempts, so that the server counts it
 * once. Runs on Java 8 and needs nothing but the JDK.
 */
package io.plimsoll.client;
