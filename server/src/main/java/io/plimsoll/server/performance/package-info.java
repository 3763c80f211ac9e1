/**
 * How good the answers of models are: realised, from the states that the pipeline makes of answers
 * and labels, and estimated, while labels are missing. Enter at PerformanceResource. What always
 * holds: no raw row is read, every figure has its sampling error, and a verdict needs both a
 * learned line and more than chance. Owns performance_settings.
 */
@NullMarked
package io.plimsoll.server.performance;

import org.jspecify.annotations.NullMarked;
