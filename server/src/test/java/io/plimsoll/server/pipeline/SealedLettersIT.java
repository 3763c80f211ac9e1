package io.plimsoll.server.pipeline;

import static io.plimsoll.server.testing.TestServerEvents.metric;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plimsoll.server.testing.TestServer;
import io.plimsoll.server.testing.TestServerPatience;
import io.plimsoll.server.testing.TestServerTenant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What becomes of letters that a server of before has buried, and of those of another key. */
class SealedLettersIT {
  private static final TestServer SERVER = TestServer.shared();
  private static final String SECRET = "hunter2hunter2";

  @Test
  void sealsALetterOfBeforeAndSendsItAgainAsItCame() throws Exception {
    TestServerTenant tenant = TestServerTenant.in(SERVER, "sealed-later");
    String letter = tenant.path() + "/dead-letters/" + bury(tenant, event("sealed.later"), null);

    TestServerPatience.until(
        "the seal",
        () -> tenant.count(letters("sealed IS NOT NULL AND payload LIKE '%[hidden %'")) == 1);
    assertThat(tenant.count(letters("d::text || encode(sealed, 'escape') LIKE '%hunter2%'")))
        .isZero();
    assertThat(seen(tenant, letter)).contains("berlin").doesNotContain(SECRET);
    HidingModel.insert(SERVER.database(), tenant.projectId(), "{\"log\": {\"mask\": [\"city\"]}}");
    assertThat(seen(tenant, letter)).doesNotContain("berlin", SECRET);
    tenant.owner().post(letter + "/replay", Map.of()).expect(200);

    TestServerPatience.until(
        "the event as it came", () -> stored(tenant, "sealed.later", SECRET) == 1);
  }

  @Test
  void showsWhatTheTableHasOfALetterOfAnotherKeyAndSendsOnlyAWholeEvent() throws Exception {
    TestServerTenant tenant = TestServerTenant.in(SERVER, "sealed-elsewhere");
    String masked = event("sealed.elsewhere").replace(SECRET, "[hidden 124]");
    String letter =
        tenant.path() + "/dead-letters/" + bury(tenant, masked, new byte[] {1, 2, 3, 4, 5, 6, 7});
    String replay = letter + "/replay";

    assertThat(seen(tenant, letter)).contains("sealed.elsewhere", "[hidden ");
    JsonNode asItIs = tenant.owner().post(replay, Map.of()).expect(409).json();
    assertThat(asItIs.path("detail").asText()).contains("cannot be opened with the key of this");
    JsonNode mended = tenant.owner().post(replay, Map.of("payload", masked)).expect(400).json();
    assertThat(mended.path("detail").asText()).contains("nothing can be put back for [hidden 124]");
    JsonNode all =
        tenant.owner().post(tenant.path() + "/dead-letters/replay", Map.of()).expect(200).json();
    assertThat(all.path("replayed").asInt()).isZero();
    assertThat(all.path("refused").findValuesAsText("code")).containsExactly("sealed");

    tenant.owner().post(replay, Map.of("payload", event("sealed.elsewhere"))).expect(200);

    TestServerPatience.until(
        "the whole event", () -> stored(tenant, "sealed.elsewhere", SECRET) == 1);
  }

  private static String event(String name) throws JsonProcessingException {
    Map<String, Object> event = metric(name, 1);
    event.put("tags", Map.of("api_key", SECRET, "city", "berlin"));
    return new ObjectMapper().writeValueAsString(event);
  }

  private static String seen(TestServerTenant tenant, String letter) {
    return tenant.owner().get(letter).expect(200).json().path("payload").asText();
  }

  private static String letters(String condition) {
    return "SELECT count(*) FROM dead_letters d WHERE project_id = :project AND " + condition;
  }

  private static long stored(TestServerTenant tenant, String name, String key) {
    return tenant.count(
        "SELECT count(*) FROM metrics WHERE project_id = :project AND name = '%s' AND tags ->> 'api_key' = '%s'"
            .formatted(name, key));
  }

  private static UUID bury(TestServerTenant tenant, String payload, byte @Nullable [] sealed) {
    return SERVER
        .database()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        """
                        INSERT INTO dead_letters (project_id, received_at, code, reason, topic, kafka_partition,
                                                  kafka_offset, payload, truncated, sealed)
                        VALUES (:project, now(), 'unknown_type', 'of old', 'plimsoll.metrics', 8,
                                (SELECT count(*) FROM dead_letters), :payload, false, :sealed)
                        RETURNING id
                        """)
                    .bind("project", tenant.projectId())
                    .bind("payload", payload)
                    .bind("sealed", sealed)
                    .mapTo(UUID.class)
                    .one());
  }
}
