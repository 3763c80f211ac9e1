/**
 * Live updates: turns announcements of the database into WebSocket messages that name what changed,
 * at most four a second for each project. Owns no tables.
 */
@NullMarked
package io.plimsoll.server.live;

import org.jspecify.annotations.NullMarked;
