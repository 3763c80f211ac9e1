package io.plimsoll.server.anomaly;

import static io.plimsoll.server.testing.TestServerEvents.batch;
import static io.plimsoll.server.testing.TestServerEvents.metric;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.plimsoll.server.testing.TestServer;
import io.plimsoll.server.testing.TestServerPatience;
import io.plimsoll.server.testing.TestServerTenant;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Over the API: events as a client sends them, watched, judged by the server, told of. */
class AnomaliesIT {
  private static final TestServer SERVER = TestServer.shared();
  private static final TestServerTenant TENANT = TestServerTenant.in(SERVER, "anomalies");

  @Test
  void watchesAMetricFindsItsSpikeAndTakesAVerdict() {
    // The last hour counts as over when its stragglers have been waited for.
    Instant hour = Instant.now().minus(JudgingStore.SETTLING).truncatedTo(ChronoUnit.HOURS);
    Random random = new Random(1);
    List<Object> events = new ArrayList<>();
    for (int back = 40; back > 0; back--) {
      Map<String, Object> event = metric("queue", (back == 2 ? 90 : 40) + random.nextGaussian());
      event.put("occurredAt", hour.minus(Duration.ofHours(back)).plusSeconds(60).toString());
      events.add(event);
    }
    TENANT.machine().post("/api/v1/events", batch(events)).expect(202);
    TestServerPatience.until(
        "all values",
        () -> TENANT.count("SELECT count(*) FROM metrics WHERE project_id = :project") == 40);
    String subject = items("/metrics?window=P2D").path(0).path("seriesId").asText();
    Map<String, Object> request =
        Map.of(
            "measure", "metric_mean", "subject", subject, "settings", Map.of("stepSeconds", 3_600));

    JsonNode tested =
        TENANT.owner().post(TENANT.path() + "/anomaly-backtests", request).expect(200).json();
    assertThat(tested.path("episodes")).hasSize(1);
    assertThat(tested.at("/plans/0/plan/missing").asText()).contains("12 values");

    JsonNode watched =
        TENANT.owner().post(TENANT.path() + "/anomaly-series", request).expect(200).json();
    assertThat(watched.path("isDefault").asBoolean()).isFalse();
    assertThat(watched.at("/settings/direction").asText()).isEqualTo("both");
    assertThat(watched.path("state").asText()).isEqualTo("warming_up");
    TestServerPatience.until("the anomaly", () -> !items("/anomalies").isEmpty());
    JsonNode anomaly = items("/anomalies").path(0);
    assertThat(anomaly.at("/episode/value").asDouble()).isGreaterThan(80);
    assertThat(anomaly.at("/episode/method").asText()).isEqualTo("robust_z");
    String verdict = TENANT.path() + "/anomalies/" + anomaly.path("id").asText() + "/verdict";
    Map<String, Object> expected = Map.of("verdict", "expected", "comment", "a load test");
    assertThat(TENANT.owner().put(verdict, expected).expect(200).json().path("toldBy").asText())
        .isEqualTo("owner@anomalies.example");
    assertThat(items("/anomalies?verdict=open")).isEmpty();
    assertThat(items("/anomalies?verdict=expected&limit=1&measure=metric_mean")).hasSize(1);
    String one = TENANT.path() + "/anomalies/" + anomaly.path("id").asText();
    assertThat(TENANT.owner().get(one).expect(200).json().path("comment").asText())
        .isEqualTo("a load test");
    JsonNode course =
        items(
                "/anomaly-courses?measure=metric_mean&subject="
                    + subject
                    + "&from="
                    + hour.minus(Duration.ofDays(2)))
            .path(0);
    assertThat(course.path("points")).hasSize(40);
    assertThat(course.at("/series/plan/method").asText()).isEqualTo("robust_z");
    assertThat(course.at("/series/state").asText()).isEqualTo("learning");
    JsonNode summary = TENANT.owner().get(TENANT.path() + "/anomaly-watch").expect(200).json();
    assertThat(summary.path("watched").asInt()).isEqualTo(1);
    assertThat(summary.path("warmingUp").asInt()).isZero();
    assertThat(summary.path("learning").asInt()).isEqualTo(1);

    String series = TENANT.path() + "/anomaly-series/" + watched.path("id").asText();
    TENANT.owner().put(series, Map.of("direction", "down", "stepSeconds", 3_600)).expect(200);
    TENANT.owner().delete(series).expect(204);
    TENANT.owner().delete(series).expect(404);
  }

  @Test
  void saysWhatIsWrong() {
    String watch = TENANT.path() + "/anomaly-series";
    assertThat(refused(watch, Map.of("subject", "m"))).contains("measure: is missing");
    assertThat(refused(watch, Map.of("measure", "speed", "subject", "m")))
        .contains("is not one of traffic");
    assertThat(refused(watch, Map.of("measure", "metric_mean", "subject", "queue")))
        .contains("not the seriesId");
    assertThat(refused(watch, Map.of("measure", "traffic", "subject", "m", "part", "p")))
        .contains("part:");
    assertThat(refused(watch, Map.of("measure", "traffic", "subject", "a\u0000b")))
        .contains("control characters");
    TENANT.owner().post(watch, Map.of("measure", "traffic", "subject", "nobody")).expect(404);
    Map<String, Object> bad = Map.of("threshold", 1);
    assertThat(refused(watch, Map.of("measure", "traffic", "subject", "m", "settings", bad)))
        .satisfiesAnyOf(
            text -> assertThat(text).contains("does not exist"),
            text -> assertThat(text).contains("threshold is 1.0"));
    assertThat(TENANT.owner().get(TENANT.path() + "/anomalies?verdict=odd").expect(400).body())
        .contains("open, confirmed, expected");
    assertThat(TENANT.owner().get(TENANT.path() + "/anomalies?cursor=7").expect(400).body())
        .contains("nextCursor");
    assertThat(TENANT.owner().get(TENANT.path() + "/anomalies?subject=a%00b").expect(400).body())
        .contains("control characters");
    TENANT
        .owner()
        .put(
            TENANT.path() + "/anomalies/" + UUID.randomUUID() + "/verdict",
            Map.of("verdict", "expected"))
        .expect(404);
    TENANT.owner().get(TENANT.path() + "/anomalies/" + UUID.randomUUID()).expect(404);
    TENANT.owner().get(TENANT.path() + "/models/nobody/odd-profiles").expect(404);
    assertThat(
            TENANT
                .owner()
                .get(TENANT.path() + "/anomalies?cursor=99999999999999-" + UUID.randomUUID())
                .expect(400)
                .body())
        .contains("nextCursor");
    String far = "?from=%2B300000-01-01T00:00:00Z&to=%2B300000-01-02T00:00:00Z";
    assertThat(TENANT.owner().get(TENANT.path() + "/anomalies" + far).expect(400).body())
        .contains("outside of the years 1970 to 9998");
    assertThat(
            TENANT.owner().get(TENANT.path() + "/models/a%00b/drift/comparison").expect(400).body())
        .contains("U+0000");
  }

  private static String refused(String path, Map<String, Object> body) {
    var answer = TENANT.owner().post(path, body);
    assertThat(answer.status()).isBetween(400, 404);
    return answer.body();
  }

  private static JsonNode items(String path) {
    return TENANT.owner().get(TENANT.path() + path).expect(200).json().path("items");
  }
}
