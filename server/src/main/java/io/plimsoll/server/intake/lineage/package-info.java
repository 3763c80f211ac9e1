/**
 * The door for events of OpenLineage. Enter at LineageIntakeResource. Each event goes into the log
 * as the bytes that were sent; what cannot be taken is refused with the path of the field. Owns no
 * tables.
 */
@NullMarked
package io.plimsoll.server.intake.lineage;

import org.jspecify.annotations.NullMarked;
