package io.plimsoll.server.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.monitor.Scene.Requests;
import io.plimsoll.server.monitor.mail.RefusingServer;
import io.plimsoll.server.monitor.mail.SmtpServer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The outbox with a real database and real SMTP. */
final class MailRoundIT {
  private final Scene scene;

  MailRoundIT(@TempDir Path home) {
    scene = new Scene(home);
  }

  @BeforeEach
  void fireAnAlert() {
    scene.owner(scene.tenant, "ada@example.org");
    scene.deploy(scene.tenant, "flight-delays", 1, 10);
    scene.traffic(scene.tenant, "flight-delays", "1", Requests.of(400, 13));
    scene.evaluate();
  }

  @AfterEach
  void close() {
    scene.close();
  }

  @Test
  void mailsTheAlertThroughTheOrganisationsServerOnceOnly() throws Exception {
    GreenMail server = started(0);
    try {
      server.setUser("alerts@plimsoll.example", "alerts", "secret");
      use(scene.tenant, server.getSmtp().getPort(), Optional.of("alerts"), "secret");
      scene.mail.run();
      scene.mail.run();
      assertThat(server.getReceivedMessages()).hasSize(1);
      assertThat(server.getReceivedMessages()[0].getSubject())
          .isEqualTo("[Plimsoll] flight-delays: 1 of 1 feature drifted, most `temp`");
      assertThat(server.getReceivedMessages()[0].getAllRecipients()[0])
          .hasToString("ada@example.org");
      assertThat(only().state()).isEqualTo(Notification.State.SENT);
      assertThat(only().sentAt()).isEqualTo(scene.instant());
      assertThat(history()).last().asString().contains("was mailed", "250");
    } finally {
      server.stop();
    }
  }

  @Test
  void holdsMailUntilAServerIsConfiguredAndThenSendsIt() {
    scene.mail.run();
    assertThat(only().state()).isEqualTo(Notification.State.HELD);
    assertThat(only().reason()).startsWith("No mail server is configured");
    assertThat(history()).last().asString().contains("is held");
    GreenMail server = started(0);
    try {
      use(scene.tenant, server.getSmtp().getPort(), Optional.empty(), "");
      scene.mail.run();
      assertThat(server.getReceivedMessages()).hasSize(1);
      assertThat(only().state()).isEqualTo(Notification.State.SENT);
      assertThat(only().attempts()).isEqualTo(1);
    } finally {
      server.stop();
    }
  }

  @Test
  void triesAgainWhenTheServerWasAway() throws Exception {
    int port = freePort();
    use(scene.tenant, port, Optional.empty(), "");
    scene.mail.run();
    assertThat(only().state()).isEqualTo(Notification.State.PENDING);
    assertThat(only().reason()).contains("could not be used");
    scene.mail.run();
    assertThat(only().attempts()).as("before the pause is over").isEqualTo(1);
    GreenMail server = started(port);
    try {
      scene.pass(Duration.ofSeconds(16));
      scene.mail.run();
      assertThat(server.getReceivedMessages()).hasSize(1);
      assertThat(only().state()).isEqualTo(Notification.State.SENT);
      assertThat(only().reason()).isNull();
    } finally {
      server.stop();
    }
  }

  @Test
  void givesUpAfterFiveAttemptsAndSaysWhy() throws Exception {
    use(scene.tenant, freePort(), Optional.empty(), "");
    for (int attempt = 1; attempt <= MailRound.MAX_ATTEMPTS; attempt++) {
      scene.mail.run();
      scene.pass(Duration.ofMinutes(7));
    }
    assertThat(only().state()).isEqualTo(Notification.State.FAILED);
    assertThat(only().attempts()).isEqualTo(MailRound.MAX_ATTEMPTS);
    assertThat(only().reason()).contains("could not be used", "Gave up after 5 attempts");
  }

  @Test
  void doesNotTryAgainWhenTheRecipientIsForbidden() throws Exception {
    try (RefusingServer server = new RefusingServer("550 5.1.1 No such user here")) {
      use(scene.tenant, server.port(), Optional.empty(), "");
      scene.mail.run();
      assertThat(only().state()).isEqualTo(Notification.State.FAILED);
      assertThat(only().reason()).contains("550 5.1.1 No such user here");
      assertThat(only().attempts()).isEqualTo(1);
    }
  }

  @Test
  void takesUpWhatADeadSenderHadLeased() {
    OutboxStore.Mailbox mailbox =
        new OutboxStore.Mailbox(scene.tenant.organisation(), scene.tenant.project());
    assertThat(scene.outbox.claim(mailbox, scene.instant())).isPresent();
    assertThat(scene.outbox.claim(mailbox, scene.instant())).as("while it is leased").isEmpty();
    scene.pass(Duration.ofMinutes(3));
    assertThat(scene.outbox.claim(mailbox, scene.instant()))
        .hasValueSatisfying(again -> assertThat(again.attempts()).isEqualTo(2));
  }

  @Test
  void chosenRecipientsReplaceTheOwners() {
    scene.recipients.replace(scene.tenant, List.of("team@example.org", "boss@example.org"));
    scene.deploy(scene.tenant, "flight-delays", 2, 13);
    scene.evaluate();
    assertThat(scene.outbox.list(scene.tenant.scope(), null, null, 50))
        .extracting(Notification::recipient)
        .containsExactlyInAnyOrder("team@example.org", "boss@example.org", "ada@example.org");
  }

  @Test
  void anotherOrganisationsServerIsNeverUsed() {
    Tenant other = scene.testDatabase.tenant("zeta", "main");
    GreenMail server = started(0);
    try {
      use(other, server.getSmtp().getPort(), Optional.empty(), "");
      scene.mail.run();
      assertThat(server.getReceivedMessages()).isEmpty();
      assertThat(only().state()).isEqualTo(Notification.State.HELD);
      assertThat(scene.settings.find(scene.tenant.organisation())).isEmpty();
    } finally {
      server.stop();
    }
  }

  @Test
  void storesThePasswordSealed() {
    use(scene.tenant, 25, Optional.of("alerts"), "secret");
    byte[] stored =
        scene
            .testDatabase
            .owner()
            .withHandle(
                handle ->
                    handle
                        .createQuery("SELECT sealed_password FROM smtp_settings")
                        .mapTo(byte[].class)
                        .one());
    assertThat(new String(stored, java.nio.charset.StandardCharsets.ISO_8859_1))
        .doesNotContain("secret");
    assertThat(scene.settings.find(scene.tenant.organisation()).orElseThrow().password())
        .isEqualTo("secret");
  }

  private void use(Tenant of, int port, Optional<String> user, String password) {
    SmtpServer server =
        new SmtpServer(
            "127.0.0.1", port, SmtpServer.Security.NONE, user, password, "alerts@plimsoll.example");
    scene.settings.save(of.organisation(), server, scene.instant());
    scene.outbox.wake(of.organisation(), scene.instant());
  }

  private Notification only() {
    List<Notification> all = scene.outbox.list(scene.tenant.scope(), null, null, 50);
    assertThat(all).hasSize(1);
    return all.getFirst();
  }

  private List<String> history() {
    return scene.alerts.find(scene.tenant, only().alertId()).orElseThrow().history().stream()
        .map(AlertHistory::text)
        .toList();
  }

  private static GreenMail started(int port) {
    GreenMail server = new GreenMail(new ServerSetup(port, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    server.start();
    return server;
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }
}
