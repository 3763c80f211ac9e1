package io.plimsoll.server.monitor.mail;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.plimsoll.server.monitor.mail.SmtpServer.Security;
import jakarta.mail.Multipart;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a real SMTP server on a free port. */
final class SmtpClientIT {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

  private final GreenMail mailbox =
      new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
  private final SmtpClient client = new SmtpClient(InstantSource.fixed(NOW));
  private final Mail mail =
      new Mail(
          UUID.fromString("01900000-0000-7000-8000-000000000001"),
          UUID.fromString("01900000-0000-7000-8000-000000000002"),
          "ada@example.org",
          "[Plimsoll] flight-delays: 1 of 2 features drifted, most `température`",
          "Summary with `temp`.\n\n- See http://plimsoll/alerts/1");

  @BeforeEach
  void start() {
    mailbox.start();
  }

  @AfterEach
  void stop() {
    mailbox.stop();
  }

  @Test
  void handsOverTextAndHtmlWithTheIdItWasGiven() throws Exception {
    Delivery delivery = client.send(server(Security.NONE, Optional.empty(), ""), mail);
    assertThat(delivery).isInstanceOf(Delivery.Accepted.class);
    assertThat(delivery.detail()).contains("answered: 250");
    MimeMessage received = mailbox.getReceivedMessages()[0];
    assertThat(received.getSubject()).isEqualTo(mail.subject());
    assertThat(received.getHeader("Message-ID"))
        .containsExactly("<01900000-0000-7000-8000-000000000001@plimsoll.example>");
    assertThat(received.getHeader("References"))
        .containsExactly("<alert-01900000-0000-7000-8000-000000000002@plimsoll.example>");
    assertThat(received.getFrom()[0]).hasToString("alerts@plimsoll.example");
    Multipart parts = (Multipart) received.getContent();
    assertThat(parts.getBodyPart(0).getContent().toString()).contains("Summary with `temp`.");
    assertThat(parts.getBodyPart(1).getContentType()).startsWith("text/html");
    assertThat(parts.getBodyPart(1).getContent().toString())
        .contains("<a href=\"http://plimsoll/alerts/1\">");
  }

  @Test
  void signsInWithUserAndPassword() {
    mailbox.setUser("alerts@plimsoll.example", "alerts", "right");
    assertThat(client.send(server(Security.NONE, Optional.of("alerts"), "right"), mail))
        .isInstanceOf(Delivery.Accepted.class);
    Delivery denied = client.send(server(Security.NONE, Optional.of("alerts"), "wrong"), mail);
    assertThat(denied).isInstanceOf(Delivery.Unreachable.class);
    assertThat(denied.detail())
        .contains("did not accept the user name and password", "535")
        .doesNotContain("wrong");
  }

  @Test
  void sendsNothingUnencryptedWhereEncryptionWasAskedFor() {
    Delivery delivery = client.send(server(Security.STARTTLS, Optional.empty(), ""), mail);
    assertThat(delivery).isInstanceOf(Delivery.Unreachable.class);
    assertThat(delivery.detail()).contains("STARTTLS");
    assertThat(mailbox.getReceivedMessages()).isEmpty();
  }

  @Test
  void saysThatNobodyListens() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      free = socket.getLocalPort();
    }
    SmtpServer nobody =
        new SmtpServer(
            "127.0.0.1", free, Security.NONE, Optional.empty(), "", "alerts@plimsoll.example");
    Delivery delivery = client.send(nobody, mail);
    assertThat(delivery).isInstanceOf(Delivery.Unreachable.class);
    assertThat(delivery.detail()).contains("127.0.0.1:" + free, "could not be used", "refused");
  }

  @Test
  void reportsAForbiddenRecipientAsFinal() throws Exception {
    try (RefusingServer refusing = new RefusingServer("550 5.1.1 No such user here")) {
      SmtpServer server =
          new SmtpServer(
              "127.0.0.1",
              refusing.port(),
              Security.NONE,
              Optional.empty(),
              "",
              "alerts@plimsoll.example");
      assertThat(client.send(server, mail))
          .isEqualTo(new Delivery.Refused(server + " refused: 550 5.1.1 No such user here", true));
    }
  }

  @Test
  void reportsABusyServerAsNotFinal() throws Exception {
    try (RefusingServer busy = new RefusingServer("451 4.7.1 Greylisted, come back later")) {
      SmtpServer server =
          new SmtpServer(
              "127.0.0.1",
              busy.port(),
              Security.NONE,
              Optional.empty(),
              "",
              "alerts@plimsoll.example");
      assertThat(client.send(server, mail))
          .isEqualTo(
              new Delivery.Refused(
                  server + " refused: 451 4.7.1 Greylisted, come back later", false));
    }
  }

  private SmtpServer server(Security security, Optional<String> username, String password) {
    return new SmtpServer(
        "127.0.0.1",
        mailbox.getSmtp().getPort(),
        security,
        username,
        password,
        "alerts@plimsoll.example");
  }
}
