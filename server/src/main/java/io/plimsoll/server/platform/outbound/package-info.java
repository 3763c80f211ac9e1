/**
 * Connections to addresses that tenants name. A name is resolved once, what it resolves to is
 * judged, and the connection goes to just those addresses: a name that changes its mind in between
 * leads nowhere else. Entrance: OutboundGuard.
 */
@NullMarked
package io.plimsoll.server.platform.outbound;

import org.jspecify.annotations.NullMarked;
