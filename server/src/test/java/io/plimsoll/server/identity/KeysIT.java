package io.plimsoll.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.plimsoll.server.testing.TestServer;
import io.plimsoll.server.testing.TestServerClient;
import io.plimsoll.server.testing.TestServerTenant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** API keys of a project. */
class KeysIT {
  private static final TestServer SERVER = TestServer.shared();
  private static final TestServerTenant TENANT = TestServerTenant.in(SERVER, "keys");
  private static final String KEYS = TENANT.path() + "/keys";

  private final TestServerClient owner = TENANT.owner();

  @Test
  void showsTheTextOfAKeyOnce() {
    JsonNode made = make("once", "read", "predict");

    String secret = made.path("secret").asText();
    assertThat(secret).matches("plm_[A-Za-z0-9_-]{43}");
    assertThat(made.path("prefix").asText()).isEqualTo(secret.substring(0, 10));
    assertThat(owner.get(KEYS).expect(200).body()).contains("once").doesNotContain(secret);
    assertThat(
            TENANT.count(
                """
                SELECT count(*) FROM api_keys
                WHERE project_id = :project AND strpos(api_keys::text, '%s') > 0
                """
                    .formatted(secret)))
        .isZero();
  }

  @Test
  void remembersThatAKeyWasUsed() {
    JsonNode made = make("used", "read");
    assertThat(key(made).path("lastUsedAt").isNull()).isTrue();

    caller(made).get(TENANT.path() + "/overview").expect(200);

    assertThat(key(made).path("lastUsedAt").isTextual()).isTrue();
  }

  @Test
  void endsAKeyAtOnceWhenItIsRevoked() {
    JsonNode made = make("revoked", "read");
    caller(made).get(TENANT.path() + "/overview").expect(200);

    owner.delete(KEYS + "/" + made.path("id").asText()).expect(204);

    caller(made).get(TENANT.path() + "/overview").expect(401);
    assertThat(key(made).path("revokedAt").isTextual()).isTrue();
    owner.delete(KEYS + "/" + made.path("id").asText()).expect(404);
    owner.delete(KEYS + "/" + UUID.randomUUID()).expect(404);
  }

  @Test
  void saysWhatIsWrongWithAWish() {
    assertThat(refused(Map.of("scopes", List.of("read")))).isEqualTo("invalid_field");
    assertThat(refused(Map.of("name", "x"))).isEqualTo("invalid_field");
    assertThat(refused(Map.of("name", "x", "scopes", List.of()))).isEqualTo("invalid_field");
    List<Object> nothing = Collections.singletonList(null);
    for (String field : List.of("scopes", "models")) {
      Map<String, Object> wish = new HashMap<>(Map.of("name", "x", "scopes", List.of("predict")));
      wish.put(field, nothing);
      assertThat(refused(wish)).isEqualTo("invalid_field");
    }
    assertThat(refused(Map.of("name", "y".repeat(101), "scopes", List.of("read"))))
        .isEqualTo("invalid_field");
    assertThat(
            owner
                .post(KEYS, Map.of("name", "x", "scopes", List.of("everything")))
                .expect(400)
                .json()
                .path("detail")
                .asText())
        .contains("everything", "predict");
  }

  @Test
  void leavesKeysToAdmins() {
    TestServerClient engineer = TENANT.member("engineer");

    engineer.get(KEYS).expect(403);
    engineer.post(KEYS, Map.of("name", "x", "scopes", List.of("read"))).expect(403);
    TENANT.machine().get(KEYS).expect(403);
    TENANT.member("admin").get(KEYS).expect(200);
  }

  private JsonNode make(String name, String... scopes) {
    return owner.post(KEYS, Map.of("name", name, "scopes", List.of(scopes))).expect(200).json();
  }

  private JsonNode key(JsonNode made) {
    return owner
        .get(KEYS)
        .expect(200)
        .json()
        .path("items")
        .valueStream()
        .filter(each -> each.path("id").equals(made.path("id")))
        .findFirst()
        .orElseThrow();
  }

  private String refused(Object wish) {
    return owner.post(KEYS, wish).expect(400).code();
  }

  private static TestServerClient caller(JsonNode made) {
    return TestServerClient.of(SERVER).withKey(made.path("secret").asText());
  }
}
