/**
 * Hides in what people are shown, or who reads the table or the topic of dead letters, what must
 * not be seen there: fields that a model of the project masks or hashes, and what looks like a
 * secret. Enter at Masking. It works on texts that may be cut off or be no JSON at all, because
 * that is what dead letters are; whatever is hidden can be put back into its place by who has the
 * original. Knows no database: its users read which fields are hidden from hidden_fields().
 */
@NullMarked
package io.plimsoll.server.platform.masking;

import org.jspecify.annotations.NullMarked;
