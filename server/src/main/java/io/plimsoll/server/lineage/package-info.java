/**
 * Lineage as people and machines read it: the graph around a dataset, a job, a model or a pipeline
 * with the health of each node, and what is known of each job, run and dataset. Enter at
 * LineageGraphResource. Datasets that OpenLineage and the SDK call by the same name are one node.
 * Owns no tables; reads what the pipeline wrote.
 */
@NullMarked
package io.plimsoll.server.lineage;

import org.jspecify.annotations.NullMarked;
