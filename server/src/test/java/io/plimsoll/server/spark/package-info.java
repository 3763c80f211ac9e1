/** What was reported of applications of Spark, over a real database; and advice, without one. */
@NullMarked
package io.plimsoll.server.spark;

import org.jspecify.annotations.NullMarked;
