package io.plimsoll.server.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.plimsoll.client.EventDraft;
import io.plimsoll.client.MetricKind;
import io.plimsoll.client.PlimsollClient;
import io.plimsoll.client.Settings;
import io.plimsoll.server.testing.TestServer;
import io.plimsoll.server.testing.TestServerPatience;
import io.plimsoll.server.testing.TestServerTenant;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The client in Java and the real server, with a network between them that loses answers. */
class JavaClientIT {
  private static final TestServer SERVER = TestServer.shared();
  private static final TestServerTenant TENANT = TestServerTenant.in(SERVER, "java-client");

  private final LossyDoor door = new LossyDoor(SERVER.url());

  JavaClientIT() throws IOException {}

  @AfterEach
  void close() {
    door.close();
  }

  @Test
  void countsOnceWhatWasSentAgain() {
    door.loseAnswers(true);
    try (PlimsollClient client =
        PlimsollClient.open(Settings.of(door.url(), TENANT.key()).batch(100, 1 << 20))) {
      for (int number = 0; number < 500; number++) {
        client.log(
            EventDraft.prediction("java", Map.of("x", number), Map.of("label", number % 2))
                .with("version", "1")
                .took(1.5));
      }
      client.log(EventDraft.metric("java.metric", MetricKind.COUNTER, 1));
      client.log(EventDraft.stage("java", "load", "run-1", 12).records(10, 9));
      client.log(EventDraft.error(new IllegalStateException("no")));
      client.log(EventDraft.dataset("java", 10));
      client.log(spark("application", "app-1", "succeeded").with("measures", Map.of("tasks", 8)));
      client.log(spark("stage", "0.0", "succeeded"));
      TestServerPatience.until("a lost answer", () -> door.lostAnswers() > 0);
      door.loseAnswers(false);
      assertThat(client.flush(Duration.ofSeconds(30))).isTrue();
      assertThat(client.statistics().accepted()).isEqualTo(506);
      assertThat(client.statistics().lost()).isZero();
      assertThat(client.statistics().retries()).isPositive();
    }

    awaitCount("SELECT count(*) FROM predictions WHERE project_id = :project", 500);
    awaitCount("SELECT count(*) FROM metrics WHERE project_id = :project", 1);
    awaitCount("SELECT count(*) FROM stages WHERE project_id = :project", 1);
    awaitCount("SELECT count(*) FROM errors WHERE project_id = :project", 1);
    awaitCount("SELECT count(*) FROM datasets WHERE project_id = :project", 1);
    awaitCount("SELECT count(*) FROM spark_reports WHERE project_id = :project", 2);

    JsonNode listed = TENANT.owner().get(TENANT.path() + "/spark/applications").expect(200).json();
    String id = listed.at("/items/0/id").asText();
    JsonNode shown =
        TENANT.owner().get(TENANT.path() + "/spark/applications/" + id).expect(200).json();
    assertThat(shown.at("/application/status").asText()).isEqualTo("succeeded");
    assertThat(shown.at("/application/measures/tasks").asInt()).isEqualTo(8);
    assertThat(shown.at("/parts/stages/0/key").asText()).isEqualTo("0.0");
    assertThat(listed.at("/items/0/worst").isNull()).isTrue();
    assertThat(listed.at("/items/0/advice").asInt()).isZero();
    assertThat(listed.at("/items/0/regressions").isArray()).isTrue();
    TENANT.owner().get(TENANT.path() + "/spark/applications?status=gone").expect(400);
    assertThat(
            TENANT
                .owner()
                .get(TENANT.path() + "/spark/applications?text=GHTL")
                .expect(200)
                .json()
                .at("/items"))
        .hasSize(1);
    TENANT.owner().get(TENANT.path() + "/spark/applications?name=%00").expect(200);
  }

  private static EventDraft spark(String part, String key, String status) {
    return EventDraft.of("spark")
        .with("application", "nightly")
        .with("applicationId", "app-1")
        .with("part", part)
        .with("key", key)
        .with("status", status);
  }

  private static void awaitCount(String query, long wanted) {
    TestServerPatience.until(wanted + " by " + query, () -> TENANT.count(query) == wanted);
  }
}
