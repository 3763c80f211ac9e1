package io.plimsoll.server.monitor;

import static io.plimsoll.server.testing.TestServerEvents.batch;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.plimsoll.server.testing.TestServer;
import io.plimsoll.server.testing.TestServerClient;
import io.plimsoll.server.testing.TestServerEvents;
import io.plimsoll.server.testing.TestServerPatience;
import io.plimsoll.server.testing.TestServerTenant;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Alerts on Spark from the door for events to the API, on a server that runs. */
final class SparkAlertsServerIT {
  private static final TestServer SERVER = TestServer.shared();

  @Test
  void aFailureFiresOnceForItsTenantAndResolvesWithALaterRun() {
    TestServerTenant acme = TestServerTenant.in(SERVER, "spark-alerts");
    TestServerTenant other = TestServerTenant.in(SERVER, "spark-alerts-other");
    send(acme, "app-1", "failed");
    TestServerPatience.until("an alert", () -> !alerts(acme, "firing").isEmpty());
    JsonNode alert = alerts(acme, "firing").get(0);
    assertThat(alert.path("rule").asText()).isEqualTo("spark_failed");
    assertThat(alert.path("application").asText()).isEqualTo("orders");
    assertThat(alert.path("title").asText()).isEqualTo("orders: the application failed");
    assertThat(alert.at("/evidence/spark/applicationId").asText()).isEqualTo("app-1");
    String run = alert.at("/evidence/spark/run").asText();
    JsonNode shown =
        acme.owner().get(acme.path() + "/spark/applications/" + run).expect(200).json();
    assertThat(shown.at("/application/status").asText()).isEqualTo("failed");

    send(acme, "app-2", "succeeded");
    TestServerPatience.until("its end", () -> alerts(acme, "firing").isEmpty());
    assertThat(alerts(acme, "all")).hasSize(1);
    assertThat(alerts(other, "all")).isEmpty();
  }

  @Test
  void rulesAreChangedByThoseWhoOperate() {
    TestServerTenant acme = TestServerTenant.in(SERVER, "spark-rules");
    String rules = acme.path() + "/spark/alert-rules";
    TestServerClient engineer = acme.member("engineer");
    Map<String, Object> change =
        Map.of(
            "enabled",
            true,
            "severity",
            "warning",
            "threshold",
            3,
            "applications",
            List.of("nightly-*", "!nightly-test"));
    acme.member("viewer").put(rules + "/spark_failed", change).expect(403);
    engineer.put(rules + "/spark_failed", change).expect(200);
    engineer.put(rules + "/spark_stopped", change).expect(404);
    engineer.put(rules + "/stream_behind", change).expect(400);
    engineer.put(rules + "/spark_lost", with(change, "applications", List.of())).expect(400);
    engineer.put(rules + "/spark_lost", with(change, "applications", List.of(" "))).expect(400);
    engineer.put(rules + "/spark_lost", with(change, "threshold", 0)).expect(400);
    engineer.put(rules + "/spark_lost", with(change, "severity", "loud")).expect(400);
    engineer.put(rules + "/spark_lost", Map.of("enabled", false)).expect(400);
    String patternOfNothing =
        "{\"enabled\":true,\"severity\":\"warning\",\"threshold\":1,\"applications\":[null]}";
    engineer
        .send("PUT", rules + "/spark_lost", patternOfNothing.getBytes(StandardCharsets.UTF_8))
        .expect(400);

    JsonNode all = acme.owner().get(rules).expect(200).json().path("items");
    assertThat(all.findValuesAsText("kind"))
        .containsExactly("spark_failed", "spark_lost", "stream_behind", "stream_stuck");
    assertThat(all.get(0).path("threshold").asDouble()).isEqualTo(3);
    assertThat(all.get(0).path("severity").asText()).isEqualTo("warning");
    assertThat(all.get(0).path("applications").get(1).asText()).isEqualTo("!nightly-test");
    assertThat(all.get(1).path("threshold").asDouble()).isEqualTo(120);
  }

  private static Map<String, Object> with(Map<String, Object> change, String field, Object value) {
    Map<String, Object> changed = new HashMap<>(change);
    changed.put(field, value);
    return changed;
  }

  private static JsonNode alerts(TestServerTenant tenant, String state) {
    return tenant
        .owner()
        .get(tenant.path() + "/alerts?state=" + state)
        .expect(200)
        .json()
        .path("items");
  }

  private static void send(TestServerTenant tenant, String run, String status) {
    Map<String, Object> event = TestServerEvents.spark("orders", "application", run, status);
    event.put("applicationId", run);
    tenant.machine().post("/api/v1/events", batch(event)).expect(202);
  }
}
