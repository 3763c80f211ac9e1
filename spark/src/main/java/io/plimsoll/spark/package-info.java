/**
 * Watches an application of Apache Spark from within its driver, configured from outside only:
 * {@code spark.extraListeners=io.plimsoll.spark.PlimsollSparkListener}.
 *
 * <p>Enter at {@link io.plimsoll.spark.PlimsollSparkListener}. What always holds: no callback
 * throws, waits or asks Spark to do anything; all that is kept is bounded, and what does not fit is
 * counted and reported; the end of the application waits for the last reports for a few seconds at
 * most. The same classes run on Scala 2.12 and 2.13: what the two disagree about, which is every
 * method that returns a Seq, is called by its name only ({@link io.plimsoll.spark.Reflection}).
 */
package io.plimsoll.spark;
