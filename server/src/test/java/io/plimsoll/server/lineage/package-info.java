/** Lineage, from the real clients of OpenLineage to the graph. */
@NullMarked
package io.plimsoll.server.lineage;

import org.jspecify.annotations.NullMarked;
