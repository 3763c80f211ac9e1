package io.plimsoll.server.monitor;

import io.micrometer.core.instrument.MeterRegistry;
import io.plimsoll.server.monitor.OutboxStore.Mailbox;
import io.plimsoll.server.monitor.mail.Delivery;
import io.plimsoll.server.monitor.mail.Mail;
import io.plimsoll.server.monitor.mail.MailServers;
import io.plimsoll.server.monitor.mail.SmtpClient;
import io.plimsoll.server.monitor.mail.SmtpServer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.jboss.logging.Logger;

/**
 * Empties the outbox. A message goes out once: it is leased, sent, and marked. Only if this process
 * dies between the mail server's "250" and the mark is it sent again when the lease ends; SMTP has
 * no way to tell, so the copy carries the same Message-ID for the receiver to recognise.
 */
@ApplicationScoped
public class MailRound {
  private static final Logger LOG = Logger.getLogger(MailRound.class);

  static final int MAX_ATTEMPTS = 5;

  /** 15 s, 45 s, 135 s and 405 s: five attempts in ten minutes. */
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(15);

  private static final int FACTOR = 3;
  private static final int MAX_MAILS = 50;
  private static final int MAX_CONVERSATIONS = 8;

  private static final String NO_SERVER =
      "No mail server is configured. Set one under Settings > Mail and this message is sent.";

  private final OutboxStore outbox;
  private final MailServers servers;
  private final SmtpClient client;
  private final InstantSource clock;
  private final MeterRegistry meters;

  public MailRound(
      OutboxStore outbox,
      MailServers servers,
      SmtpClient client,
      InstantSource clock,
      MeterRegistry meters) {
    this.outbox = outbox;
    this.servers = servers;
    this.client = client;
    this.clock = clock;
    this.meters = meters;
  }

  /** Sends what is due, of several projects at a time so that one slow server delays no other. */
  public void run() {
    Semaphore slots = new Semaphore(MAX_CONVERSATIONS);
    try (ExecutorService mailers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Mailbox mailbox : outbox.due(clock.instant())) {
        slots.acquireUninterruptibly();
        mailers.execute(
            () -> {
              try {
                deliver(mailbox);
              } catch (RuntimeException failure) {
                LOG.errorf(failure, "mail of the project %s could not be sent", mailbox.project());
              } finally {
                slots.release();
              }
            });
      }
    }
  }

  private void deliver(Mailbox mailbox) {
    Optional<SmtpServer> server;
    try {
      server = servers.find(mailbox.organisation());
    } catch (IllegalStateException unreadable) {
      outbox.hold(mailbox, String.valueOf(unreadable.getMessage()), clock.instant());
      return;
    }
    if (server.isEmpty()) {
      outbox.hold(mailbox, NO_SERVER, clock.instant());
      return;
    }
    outbox.release(mailbox, clock.instant());
    for (int sent = 0; sent < MAX_MAILS; sent++) {
      Optional<Notification> next = outbox.claim(mailbox, clock.instant());
      if (next.isEmpty() || !send(mailbox, server.get(), next.get())) {
        return;
      }
    }
  }

  /** Sends one message; false if the server cannot be used, so that others need not try now. */
  private boolean send(Mailbox mailbox, SmtpServer server, Notification notification) {
    Mail mail =
        new Mail(
            notification.id(),
            notification.alertId(),
            notification.recipient(),
            notification.subject(),
            notification.body());
    Delivery delivery = client.send(server, mail);
    Instant now = clock.instant();
    switch (delivery) {
      case Delivery.Accepted accepted -> {
        count("sent");
        outbox.sent(mailbox, notification, accepted.detail(), now);
      }
      case Delivery.Refused refused ->
          postpone(mailbox, notification, refused.detail(), refused.isFinal(), now);
      case Delivery.Unreachable unreachable ->
          postpone(mailbox, notification, unreachable.detail(), false, now);
    }
    return !(delivery instanceof Delivery.Unreachable);
  }

  private void postpone(
      Mailbox mailbox, Notification notification, String reason, boolean isFinal, Instant now) {
    if (isFinal || notification.attempts() >= MAX_ATTEMPTS) {
      count("failed");
      String tries = isFinal ? "" : " Gave up after %d attempts.".formatted(MAX_ATTEMPTS);
      outbox.failed(mailbox, notification, reason + tries, now);
    } else {
      count("postponed");
      outbox.retry(mailbox, notification, reason, now.plus(pause(notification.attempts())));
    }
  }

  static Duration pause(int attempts) {
    return FIRST_PAUSE.multipliedBy((long) Math.pow(FACTOR, attempts - 1.0));
  }

  private void count(String outcome) {
    meters.counter("plimsoll.notifications", "outcome", outcome).increment();
  }
}
