/** Tests of the way from Kafka to PostgreSQL. */
@NullMarked
package io.plimsoll.server.pipeline;

import org.jspecify.annotations.NullMarked;
