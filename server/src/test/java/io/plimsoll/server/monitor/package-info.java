/** Tests of the monitor's stores and mail, with a real PostgreSQL and a real SMTP server. */
@NullMarked
package io.plimsoll.server.monitor;

import org.jspecify.annotations.NullMarked;
