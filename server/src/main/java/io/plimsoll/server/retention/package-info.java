/**
 * How long raw events are kept, and what they take. A project may keep each type of event for
 * another time than the server says for all; what is too old goes by whole partitions, and its day
 * does not come back. Enter at {@link io.plimsoll.server.retention.RetentionResource}; the monitor
 * drops what {@link io.plimsoll.server.retention.ExpiredDaysStore} finds. Owns retention_settings
 * and first_days.
 */
@NullMarked
package io.plimsoll.server.retention;

import org.jspecify.annotations.NullMarked;
