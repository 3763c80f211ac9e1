package io.plimsoll.server.monitor.mail;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.mail.Address;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Date;
import java.util.Properties;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.jspecify.annotations.Nullable;

/**
 * Hands messages to an SMTP server, one connection each. Every step has a time limit. Thread-safe;
 * blocks.
 */
@ApplicationScoped
public class SmtpClient {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int PERMANENT = 500;

  private final InstantSource clock;

  public SmtpClient(InstantSource clock) {
    this.clock = clock;
  }

  /** Sends; every failure that a mail server or a network can cause is part of the answer. */
  public Delivery send(SmtpServer server, Mail mail) {
    Session session = Session.getInstance(properties(server));
    try (SMTPTransport transport = (SMTPTransport) session.getTransport("smtp")) {
      // With a password and no user the library would sign in as the user of this process.
      String password = server.username().isPresent() ? server.password() : null;
      transport.connect(server.host(), server.port(), server.username().orElse(null), password);
      MimeMessage message = message(session, server, mail);
      transport.sendMessage(message, new Address[] {new InternetAddress(mail.recipient(), true)});
      return new Delivery.Accepted(
          "%s answered: %s".formatted(server, oneLine(transport.getLastServerResponse())));
    } catch (MessagingException failure) {
      return explain(server, failure);
    }
  }

  private static Properties properties(SmtpServer server) {
    String limit = Long.toString(PATIENCE.toMillis());
    Properties properties = new Properties();
    properties.put("mail.smtp.connectiontimeout", limit);
    properties.put("mail.smtp.timeout", limit);
    properties.put("mail.smtp.writetimeout", limit);
    properties.put("mail.smtp.auth", Boolean.toString(server.username().isPresent()));
    properties.put("mail.smtp.from", server.from());
    // Without it the greeting is made from a reverse look-up, which can take long where there is no
    // DNS.
    properties.put("mail.smtp.localhost", server.domain());
    properties.put("mail.smtp.ssl.checkserveridentity", "true");
    switch (server.security()) {
      case NONE -> properties.put("mail.smtp.starttls.enable", "false");
      case STARTTLS -> {
        properties.put("mail.smtp.starttls.enable", "true");
        properties.put("mail.smtp.starttls.required", "true");
      }
      case TLS -> properties.put("mail.smtp.ssl.enable", "true");
    }
    return properties;
  }

  private MimeMessage message(Session session, SmtpServer server, Mail mail)
      throws MessagingException {
    MimeMessage message = new IdentifiedMessage(session, id(mail.id().toString(), server));
    message.setFrom(new InternetAddress(server.from(), true));
    message.setRecipient(Message.RecipientType.TO, new InternetAddress(mail.recipient(), true));
    message.setSubject(mail.subject(), StandardCharsets.UTF_8.name());
    message.setSentDate(Date.from(clock.instant()));
    message.setHeader("Auto-Submitted", "auto-generated");
    message.setHeader("References", id("alert-" + mail.thread(), server));
    MimeBodyPart text = new MimeBodyPart();
    text.setText(mail.text(), StandardCharsets.UTF_8.name());
    MimeBodyPart html = new MimeBodyPart();
    html.setText(MailHtml.of(mail.text()), StandardCharsets.UTF_8.name(), "html");
    message.setContent(new MimeMultipart("alternative", text, html));
    message.saveChanges();
    return message;
  }

  private static String id(String local, SmtpServer server) {
    return "<" + local + "@" + server.domain() + ">";
  }

  private static Delivery explain(SmtpServer server, MessagingException failure) {
    Exception cause = failure;
    while (cause instanceof MessagingException nested) {
      switch (nested) {
        case SMTPAddressFailedException refused -> {
          return refused(server, refused, refused.getReturnCode());
        }
        case SMTPSendFailedException refused when refused.getNextException() == null -> {
          return refused(server, refused, refused.getReturnCode());
        }
        case AuthenticationFailedException denied -> {
          return new Delivery.Unreachable(
              "%s did not accept the user name and password: %s"
                  .formatted(server, oneLine(denied.getMessage())));
        }
        default -> cause = nested.getNextException();
      }
    }
    Throwable root = cause == null ? failure : cause;
    String reason = oneLine(failure.getMessage());
    String detail = oneLine(root.getMessage());
    return new Delivery.Unreachable(
        "%s could not be used: %s%s"
            .formatted(server, reason, reason.contains(detail) ? "" : " (" + detail + ")"));
  }

  private static Delivery refused(SmtpServer server, MessagingException refusal, int code) {
    return new Delivery.Refused(
        "%s refused: %s".formatted(server, oneLine(refusal.getMessage())), code >= PERMANENT);
  }

  private static String oneLine(@Nullable String text) {
    return text == null ? "no answer" : text.strip().replaceAll("\\s+", " ");
  }

  /** Keeps the Message-ID that it was given; the library would make one up at every save. */
  private static final class IdentifiedMessage extends MimeMessage {
    private final String id;

    IdentifiedMessage(Session session, String id) {
      super(session);
      this.id = id;
    }

    @Override
    protected void updateMessageID() throws MessagingException {
      setHeader("Message-ID", id);
    }
  }
}
