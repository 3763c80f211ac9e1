/**
 * Applications of Apache Spark as a listener within them reported: what runs, how it ended, what
 * should be done about it, and whether it was better before. Enter at SparkApplicationsResource.
 * Everything is read as the pipeline stored it; advice and comparisons are made when they are asked
 * for, by pure functions. Owns no tables.
 */
@NullMarked
package io.plimsoll.server.spark;

import org.jspecify.annotations.NullMarked;
