/**
 * Load drivers: they start a whole platform of their own in an empty home, drive it from outside as
 * a client would, and measure, in the same run and on the same machine, the limit of what it stands
 * on, because a figure without its limit says little.
 *
 * <p>Enter at {@link io.plimsoll.bench.InferenceBenchmark} (calls of models, beside a bare handler
 * of the same HTTP server) and {@link io.plimsoll.bench.EventsBenchmark} (events from HTTP to
 * committed row, beside raw COPY of the same rows). {@link io.plimsoll.bench.Load} is the load
 * generator, {@link io.plimsoll.bench.Crowd} that of many users of the SDK ({@link
 * io.plimsoll.bench.UsersBenchmark}).
 *
 * <p>What always holds: the generator is one thread, so that it takes as little as possible from
 * what it measures; at a given rate, latency counts from when a request was due, so that a server
 * that stalls cannot hide it; what was answered is compared with what was stored; errors are never
 * part of a rate.
 */
@NullMarked
package io.plimsoll.bench;

import org.jspecify.annotations.NullMarked;
