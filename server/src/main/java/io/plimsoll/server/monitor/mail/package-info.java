/**
 * Mail over SMTP: the settings of an organisation (its password sealed), and the client that hands
 * one message to a server and tells what the server answered. Knows nothing of alerts. A connection
 * is never less secure than asked for: where STARTTLS is set and the server offers none, nothing is
 * sent. Owns smtp_settings.
 */
@NullMarked
package io.plimsoll.server.monitor.mail;

import org.jspecify.annotations.NullMarked;
