/**
 * Tests of the load drivers themselves: a generator that counts or times wrongly would praise or
 * blame a server for nothing. The benchmarks are not run here.
 */
@NullMarked
package io.plimsoll.bench;

import org.jspecify.annotations.NullMarked;
