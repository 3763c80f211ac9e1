package io.plimsoll.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.plimsoll.server.testing.TestServer;
import io.plimsoll.server.testing.TestServerAnswer;
import io.plimsoll.server.testing.TestServerClient;
import io.plimsoll.server.testing.TestServerTenant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Members, roles, invitations and projects of an organisation. */
class MembersIT {
  private static final TestServer SERVER = TestServer.shared();
  private static final TestServerTenant TENANT = TestServerTenant.in(SERVER, "members");
  private static final String MEMBERS = TENANT.organisationPath() + "/members";

  private final TestServerClient nobody = TestServerClient.of(SERVER);
  private final TestServerClient owner = TENANT.owner();

  @Test
  void listsAnInvitedPersonUntilTheyCome() {
    JsonNode invited = invite("new@people.example", "engineer").expect(200).json();
    assertThat(member("new@people.example").path("state").asText()).isEqualTo("invited");

    accept(invited).expect(200);

    assertThat(member("new@people.example").path("state").asText()).isEqualTo("active");
    assertThat(member("new@people.example").path("name").asText()).isEqualTo("Newcomer");
    assertThat(member("new@people.example").path("role").asText()).isEqualTo("engineer");
  }

  @Test
  void takesAnInvitationOnce() {
    JsonNode invited = invite("once@people.example", "viewer").expect(200).json();
    accept(invited).expect(200);

    assertThat(accept(invited).expect(410).code()).isEqualTo("invitation_expired");
  }

  @Test
  void wantsAStrongPasswordOfANewcomer() {
    JsonNode invited = invite("weak@people.example", "viewer").expect(200).json();
    Map<String, Object> weak = Map.of("token", token(invited), "name", "W", "password", "short");

    assertThat(nobody.post("/api/v1/invitations/accept", weak).expect(400).code())
        .isEqualTo("invalid_field");

    accept(invited).expect(200);
  }

  @Test
  void refusesToInviteAMemberAgainOrWithoutARole() {
    invite("twice@people.example", "viewer").expect(200);

    assertThat(invite("twice@people.example", "viewer").expect(409).code()).isEqualTo("conflict");
    invite("nonsense", "viewer").expect(400);
    assertThat(invite("king@people.example", "king").expect(400).json().path("detail").asText())
        .contains("king", "engineer");
    owner.post(MEMBERS, Map.of("email", "none@people.example")).expect(400);
  }

  @Test
  void changesWhatAPersonMayDoAtOnce() {
    JsonNode invited = invite("rising@people.example", "viewer").expect(200).json();
    TestServerClient person = nobody.withSessionOf(accept(invited).expect(200));
    String recipients = TENANT.path() + "/alert-recipients";
    Map<String, Object> nobodyElse = Map.of("emails", java.util.List.of());
    person.put(recipients, nobodyElse).expect(403);

    owner.patch(MEMBERS + "/" + id(invited), Map.of("role", "admin")).expect(200);
    person.put(recipients, nobodyElse).expect(200);

    owner.delete(MEMBERS + "/" + id(invited)).expect(204);
    person.get(TENANT.path() + "/overview").expect(404);
    owner.delete(MEMBERS + "/" + id(invited)).expect(404);
  }

  @Test
  void letsOnlyOwnersMakeAndUnmakeOwners() {
    TestServerClient admin = TENANT.member("admin");
    String someone = id(invite("someone@people.example", "viewer").expect(200).json());
    String first = member("owner@members.example").path("userId").asText();

    admin.patch(MEMBERS + "/" + someone, Map.of("role", "owner")).expect(403);
    admin.patch(MEMBERS + "/" + first, Map.of("role", "viewer")).expect(403);
    admin.delete(MEMBERS + "/" + first).expect(403);
    admin.post(MEMBERS, Map.of("email", "o@people.example", "role", "owner")).expect(403);
    admin.patch(MEMBERS + "/" + someone, Map.of("role", "engineer")).expect(200);
    owner.patch(MEMBERS + "/" + someone, Map.of()).expect(400);
  }

  @Test
  void keepsTheLastOwner() {
    TestServerTenant lonely = TestServerTenant.in(SERVER, "lonely");
    String members = lonely.organisationPath() + "/members";
    String self = lonely.owner().get(members).expect(200).json().at("/items/0/userId").asText();

    assertThat(
            lonely.owner().patch(members + "/" + self, Map.of("role", "admin")).expect(409).code())
        .isEqualTo("last_owner");
    assertThat(lonely.owner().delete(members + "/" + self).expect(409).code())
        .isEqualTo("last_owner");
  }

  @Test
  void makesProjectsWithAKeyOfTheirOwn() {
    String projects = TENANT.organisationPath() + "/projects";

    JsonNode made =
        owner.post(projects, Map.of("slug", "second", "name", "Second")).expect(200).json();

    TestServerClient machine = nobody.withKey(made.path("apiKey").asText());
    machine.get(TENANT.organisationPath() + "/projects/second/overview").expect(200);
    machine.get(TENANT.path() + "/overview").expect(404);
    assertThat(owner.get(projects).expect(200).json().path("items").toString())
        .contains("second", "main");
    owner.post(projects, Map.of("slug", "second", "name", "Again")).expect(409);
    owner.post(projects, Map.of("slug", "Not a slug", "name", "X")).expect(400);
    owner.post(projects, Map.of("slug", "nameless")).expect(400);
  }

  private TestServerAnswer invite(String email, String role) {
    return owner.post(MEMBERS, Map.of("email", email, "role", role));
  }

  private TestServerAnswer accept(JsonNode invited) {
    return nobody.post(
        "/api/v1/invitations/accept",
        Map.of("token", token(invited), "name", "Newcomer", "password", "a password for a test"));
  }

  private JsonNode member(String email) {
    return owner
        .get(MEMBERS)
        .expect(200)
        .json()
        .path("items")
        .valueStream()
        .filter(each -> each.path("email").asText().equals(email))
        .findFirst()
        .orElseThrow();
  }

  private static String token(JsonNode invited) {
    return invited.path("invitationUrl").asText().replaceFirst(".*token=", "");
  }

  private static String id(JsonNode invited) {
    return invited.at("/member/userId").asText();
  }
}
