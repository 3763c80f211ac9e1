/**
 * What every resource shares: problems (RFC 9457) with stable codes, request ids, cursors. Knows no
 * feature.
 */
@NullMarked
package io.plimsoll.server.platform.http;

import org.jspecify.annotations.NullMarked;
