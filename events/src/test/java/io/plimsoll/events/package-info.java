/**
 * What the reader of events takes and refuses. GoldenTest reads contract/golden, SchemaTest holds
 * contract/events against the same examples, so that the reader, the schemas and the clients in
 * other languages speak of one and the same thing; EventReaderTest asks for what examples cannot
 * show: limits, damaged bytes and what becomes of a value.
 */
@NullMarked
package io.plimsoll.events;

import org.jspecify.annotations.NullMarked;
