/** Real jobs of Spark, compiled and run once for each version of it that the listener supports. */
package io.plimsoll.spark;
