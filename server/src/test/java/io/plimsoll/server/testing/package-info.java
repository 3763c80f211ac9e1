/**
 * Real parts for tests: a PostgreSQL, a Kafka, the whole server as a process, and tenants in it.
 */
@NullMarked
package io.plimsoll.server.testing;

import org.jspecify.annotations.NullMarked;
