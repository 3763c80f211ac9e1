/** Tests of mail with a real SMTP server. */
@NullMarked
package io.plimsoll.server.monitor.mail;

import org.jspecify.annotations.NullMarked;
