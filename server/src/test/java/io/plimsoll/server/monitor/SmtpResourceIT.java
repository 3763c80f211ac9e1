package io.plimsoll.server.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.plimsoll.server.identity.Access;
import io.plimsoll.server.identity.MemberRole;
import io.plimsoll.server.monitor.SmtpResource.SmtpRequest;
import io.plimsoll.server.monitor.SmtpResource.SmtpSettings;
import io.plimsoll.server.monitor.SmtpResource.TestRequest;
import io.plimsoll.server.monitor.mail.MailServers;
import io.plimsoll.server.monitor.mail.RefusingServer;
import io.plimsoll.server.monitor.mail.SmtpClient;
import io.plimsoll.server.monitor.mail.SmtpServer.Security;
import io.plimsoll.server.platform.http.ErrorCode;
import io.plimsoll.server.platform.http.ProblemException;
import jakarta.ws.rs.core.SecurityContext;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SmtpResourceIT {
  private final Scene scene;
  private final SmtpResource resource;
  private final SecurityContext admin;

  SmtpResourceIT(@TempDir Path home) {
    scene = new Scene(home);
    resource =
        new SmtpResource(
            new Access(),
            scene.settings,
            new MailServers(scene.settings, scene.config),
            new SmtpClient(scene),
            scene.outbox,
            scene);
    admin = SignedIn.as(scene.tenant, MemberRole.ADMIN);
  }

  @AfterEach
  void close() {
    scene.close();
  }

  @Test
  void savesShowsAndForgetsSettingsWithoutTheirPassword() throws Exception {
    assertThat(resource.show("acme", admin)).isEqualTo(SmtpSettings.NONE);
    SmtpSettings saved = resource.save("acme", request("mail.example.org", "secret"), admin);
    assertThat(saved)
        .isEqualTo(
            new SmtpSettings(
                true,
                "mail.example.org",
                587,
                Security.STARTTLS,
                "alerts",
                true,
                "alerts@example.org"));
    assertThat(scene.json.writeValueAsString(resource.show("acme", admin)))
        .doesNotContain("secret");
    resource.delete("acme", admin);
    assertThat(scene.json.writeValueAsString(resource.show("acme", admin)))
        .isEqualTo("{\"configured\":false,\"username\":null}");
  }

  @Test
  void keepsAPasswordThatIsNotSentButNeverForAnotherHost() {
    resource.save("acme", request("mail.example.org", "secret"), admin);
    assertThat(resource.save("acme", request("mail.example.org", null), admin).hasPassword())
        .isTrue();
    assertThat(resource.save("acme", request("evil.example.org", null), admin).hasPassword())
        .isFalse();
  }

  @Test
  void refusesWhatCannotBeSettingsAndNamesTheField() {
    assertThatThrownBy(() -> resource.save("acme", request("mail example", null), admin))
        .hasMessageContaining("host: \"mail example\"");
    assertThatThrownBy(
            () ->
                resource.save(
                    "acme",
                    new SmtpRequest("mail", 0, Security.NONE, null, null, "a@example.org"),
                    admin))
        .hasMessageContaining("port: 0");
    assertThatThrownBy(
            () ->
                resource.save(
                    "acme",
                    new SmtpRequest("mail", 25, Security.NONE, null, null, "nobody"),
                    admin))
        .hasMessageContaining("from: \"nobody\"");
    assertThatThrownBy(
            () ->
                resource.save(
                    "acme", new SmtpRequest("mail", 25, null, null, null, "a@example.org"), admin))
        .hasMessageContaining("security: is missing");
  }

  @Test
  void isForAdminsOfTheOrganisationOnly() {
    SecurityContext engineer = SignedIn.as(scene.tenant, MemberRole.ENGINEER);
    assertThatThrownBy(() -> resource.show("acme", engineer))
        .isInstanceOfSatisfying(
            ProblemException.class,
            problem -> assertThat(problem.code()).isEqualTo(ErrorCode.FORBIDDEN));
    scene.testDatabase.tenant("zeta", "main");
    assertThatThrownBy(() -> resource.show("zeta", admin))
        .isInstanceOfSatisfying(
            ProblemException.class,
            problem -> assertThat(problem.code()).isEqualTo(ErrorCode.NOT_FOUND));
  }

  @Test
  void sendsATestMailAndShowsTheAnswer() throws Exception {
    assertThatThrownBy(() -> resource.test("acme", new TestRequest("ada@example.org"), admin))
        .hasMessageContaining("No mail server is configured");
    GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    server.start();
    try {
      resource.save("acme", local(server.getSmtp().getPort()), admin);
      assertThat(resource.test("acme", new TestRequest("ada@example.org"), admin).detail())
          .contains("250");
      assertThat(server.getReceivedMessages()[0].getSubject()).isEqualTo("[Plimsoll] Test mail");
    } finally {
      server.stop();
    }
  }

  @Test
  void answersWithTheServersRefusal() throws Exception {
    try (RefusingServer server = new RefusingServer("550 5.7.1 Relaying denied")) {
      resource.save("acme", local(server.port()), admin);
      assertThatThrownBy(() -> resource.test("acme", new TestRequest("ada@example.org"), admin))
          .hasMessageContaining("550 5.7.1 Relaying denied")
          .isInstanceOfSatisfying(
              ProblemException.class,
              problem -> assertThat(problem.code()).isEqualTo(ErrorCode.SMTP_FAILED));
    }
  }

  private static SmtpRequest local(int port) {
    return new SmtpRequest("127.0.0.1", port, Security.NONE, null, null, "alerts@example.org");
  }

  private static SmtpRequest request(String host, @Nullable String password) {
    return new SmtpRequest(host, 587, Security.STARTTLS, "alerts", password, "alerts@example.org");
  }
}
