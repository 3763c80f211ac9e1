/**
 * The read side of the dashboard: overview, traffic, recent predictions, pipelines, metrics, errors
 * and dead letters. Owns no tables; reads what the pipeline and the monitor wrote.
 */
@NullMarked
package io.plimsoll.server.insight;

import org.jspecify.annotations.NullMarked;
