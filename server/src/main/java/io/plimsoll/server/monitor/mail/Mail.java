package io.plimsoll.server.monitor.mail;

import java.util.UUID;

/**
 * A message to one recipient.
 *
 * @param id makes the Message-ID, so that a copy that was sent twice can be told as one
 * @param thread mails of the same thread are shown together
 * @param text plain text; the HTML part is made from it
 */
public record Mail(UUID id, UUID thread, String recipient, String subject, String text) {}
