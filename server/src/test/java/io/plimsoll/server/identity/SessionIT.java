package io.plimsoll.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.plimsoll.server.testing.TestServer;
import io.plimsoll.server.testing.TestServerAnswer;
import io.plimsoll.server.testing.TestServerClient;
import io.plimsoll.server.testing.TestServerTenant;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** People: signing in and out, passwords and the header that keeps other sites out. */
class SessionIT {
  private static final TestServer SERVER = TestServer.shared();
  private static final TestServerTenant TENANT = TestServerTenant.in(SERVER, "sessions");
  private static final String SESSION = "/api/v1/session";
  private static final String PASSWORD = "a password for a test";

  private final TestServerClient nobody = TestServerClient.of(SERVER);

  @Test
  void signsInTheFirstOwnerWithTheWrittenCredentials() {
    JsonNode session = SERVER.owner().get(SESSION).expect(200).json();

    assertThat(session.at("/user/email").asText())
        .isEqualTo(SERVER.credentials().path("adminEmail").asText());
    assertThat(session.at("/memberships/0/organisation/slug").asText()).isEqualTo("default");
    assertThat(session.at("/memberships/0/role").asText()).isEqualTo("owner");
    assertThat(session.at("/memberships/0/projects/0/slug").asText()).isEqualTo("default");
  }

  @Test
  void keepsTheSessionInACookieThatScriptsAndOtherSitesCannotUse() {
    invite("cookie@people.example");

    TestServerAnswer answer = signIn("cookie@people.example", PASSWORD).expect(200);

    assertThat(answer.headers().firstValue("Set-Cookie").orElse(""))
        .contains("plimsoll_session=pls_", "HttpOnly", "SameSite=Strict", "Path=/");
    assertThat(answer.body()).doesNotContain("pls_");
  }

  @Test
  void answersAWrongPasswordLikeAnUnknownAddress() {
    invite("wrong@people.example");

    TestServerAnswer wrong = signIn("wrong@people.example", "not the password").expect(401);
    TestServerAnswer unknown = signIn("unknown@people.example", "not the password").expect(401);

    assertThat(wrong.code()).isEqualTo("wrong_credentials").isEqualTo(unknown.code());
    assertThat(wrong.json().path("detail")).isEqualTo(unknown.json().path("detail"));
  }

  @Test
  void closesAnAddressForAWhileAfterTenFailures() {
    invite("guessed@people.example");
    for (int i = 0; i < 10; i++) {
      signIn("guessed@people.example", "guess number " + i).expect(401);
    }

    assertThat(signIn("guessed@people.example", PASSWORD).expect(429).code())
        .isEqualTo("too_many_requests");
    signIn("somebody.else@people.example", "a guess").expect(401);
  }

  @Test
  void saysWhatIsMissingOrMalformed() {
    assertThat(nobody.post(SESSION, Map.of("email", "a@b.example")).expect(400).code())
        .isEqualTo("invalid_field");
    assertThat(signIn("nonsense", PASSWORD).expect(400).json().path("field").asText())
        .isEqualTo("email");
    assertThat(
            nobody
                .send("POST", SESSION, "{\"email\":".getBytes(StandardCharsets.UTF_8))
                .expect(400)
                .code())
        .isEqualTo("invalid_request");
    assertThat(
            nobody
                .with("Content-Type", "text/plain")
                .send("POST", SESSION, "hello".getBytes(StandardCharsets.UTF_8))
                .status())
        .isEqualTo(415);
    assertThat(nobody.get("/api/v1/no-such-route").expect(404).code()).isEqualTo("not_found");
  }

  @Test
  void endsTheSessionAtSignOut() {
    TestServerClient person = invite("leaver@people.example");
    person.get(SESSION).expect(200);

    TestServerAnswer answer = person.delete(SESSION).expect(204);

    assertThat(answer.headers().firstValue("Set-Cookie").orElse("")).contains("Max-Age=0");
    person.get(SESSION).expect(401);
  }

  @Test
  void changesNothingForACookieWithoutTheHeaderOfTheDashboard() {
    TestServerClient forged = invite("forged@people.example").without("X-Plimsoll-Request");

    assertThat(forged.delete(SESSION).expect(403).code()).isEqualTo("csrf_header_missing");
    assertThat(
            forged
                .put(
                    SESSION + "/password",
                    Map.of("currentPassword", PASSWORD, "newPassword", "another password"))
                .expect(403)
                .code())
        .isEqualTo("csrf_header_missing");
    forged.get(SESSION).expect(200);
  }

  @Test
  void endsTheOtherSessionsWhenThePasswordChanges() {
    String email = "changer@people.example";
    TestServerClient here = invite(email);
    TestServerClient elsewhere = nobody.signedIn(email, PASSWORD);
    elsewhere.get(SESSION).expect(200);

    change(here, "not my password", "a new password").expect(400);
    assertThat(change(here, PASSWORD, "short").expect(400).json().path("field").asText())
        .isEqualTo("newPassword");
    change(here, PASSWORD, "a new password").expect(204);

    here.get(SESSION).expect(200);
    elsewhere.get(SESSION).expect(401);
    signIn(email, PASSWORD).expect(401);
    signIn(email, "a new password").expect(200);
  }

  @Test
  void refusesAKeyWhereAPersonIsNeeded() {
    assertThat(TENANT.machine().get(SESSION).expect(403).code()).isEqualTo("forbidden");
    assertThat(nobody.get(SESSION).expect(401).code()).isEqualTo("unauthenticated");
  }

  @Test
  void answersTheRequestIdThatItWasGiven() {
    TestServerAnswer answer = nobody.with("X-Request-Id", "trace-17").get(SESSION).expect(401);

    assertThat(answer.headers().firstValue("X-Request-Id")).contains("trace-17");
    assertThat(answer.json().path("requestId").asText()).isEqualTo("trace-17");
  }

  private TestServerAnswer signIn(String email, String password) {
    return nobody.post(SESSION, Map.of("email", email, "password", password));
  }

  private static TestServerAnswer change(TestServerClient person, String from, String to) {
    return person.put(SESSION + "/password", Map.of("currentPassword", from, "newPassword", to));
  }

  /** A new member, signed in. */
  private TestServerClient invite(String email) {
    String url =
        TENANT
            .owner()
            .post(TENANT.organisationPath() + "/members", Map.of("email", email, "role", "viewer"))
            .expect(200)
            .json()
            .path("invitationUrl")
            .asText();
    TestServerAnswer accepted =
        nobody
            .post(
                "/api/v1/invitations/accept",
                Map.of(
                    "token",
                    url.replaceFirst(".*token=", ""),
                    "name",
                    "Somebody",
                    "password",
                    PASSWORD))
            .expect(200);
    return nobody.withSessionOf(accepted);
  }
}
