/**
 * What the pipeline makes of events of OpenLineage: jobs, runs, datasets and their versions, who
 * reads and writes what, column lineage, checks and figures. Enter at LineageWriteStore, in the
 * transaction in which the events themselves are kept. Events may arrive in any order: the same set
 * of events leads to the same rows. Owns the tables whose names begin with lineage_, but for
 * lineage_events, which the pipeline keeps by the day as all raw events.
 */
@NullMarked
package io.plimsoll.server.pipeline.lineage;

import org.jspecify.annotations.NullMarked;
