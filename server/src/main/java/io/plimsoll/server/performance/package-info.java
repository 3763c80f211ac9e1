/**
 * How good the answers of models are: realised, from the states that the pipeline makes of answers
 * and labels, and estimated, while labels are missing. Enter at PerformanceResource; DecayRound
 * judges the newest figures and stores what the monitor tells people of. What always holds: no raw
 * row is read, every figure has its sampling error, and a verdict needs both a learned line and
 * more than chance. Owns performance_settings, performance_watches, performance_judgements and
 * performance_findings.
 */
@NullMarked
package io.plimsoll.server.performance;

import org.jspecify.annotations.NullMarked;
