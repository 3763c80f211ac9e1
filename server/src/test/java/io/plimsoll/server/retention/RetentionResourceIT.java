package io.plimsoll.server.retention;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.plimsoll.server.testing.TestServer;
import io.plimsoll.server.testing.TestServerEvents;
import io.plimsoll.server.testing.TestServerPatience;
import io.plimsoll.server.testing.TestServerTenant;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a project has stored of each type, and for how long it keeps it. */
class RetentionResourceIT {
  private static final TestServer SERVER = TestServer.shared();

  @Test
  void listsEveryTypeWithWhatIsStoredOfIt() {
    TestServerTenant tenant = TestServerTenant.in(SERVER, "retention-types");
    TestServerTenant other = TestServerTenant.in(SERVER, "retention-other");
    tenant
        .machine()
        .post(
            "/api/v1/events",
            TestServerEvents.batch(
                TestServerEvents.metric("queue", 1),
                TestServerEvents.dataset("orders", 7),
                TestServerEvents.spark("nightly", "application", "nightly", "running")))
        .expect(202);
    byte[] told =
        """
        {"eventTime": "2020-01-01T00:00:00Z", "job": {"namespace": "n", "name": "load"}}"""
            .getBytes(StandardCharsets.UTF_8);
    tenant.machine().send("POST", "/api/v1/lineage", told).expect(200);

    for (String type :
        new String[] {"metrics", "dataset_batches", "lineage_events", "spark_reports"}) {
      TestServerPatience.until(
          "one of " + type, () -> of(tenant, type).path("events").asLong() == 1);
      assertThat(of(tenant, type).path("bytes").asLong()).as(type).isPositive();
      assertThat(of(tenant, type).path("firstDay").asText()).as(type).isNotEqualTo("2020-01-01");
      assertThat(of(other, type).path("events").asLong()).as("of another tenant").isZero();
    }
    assertThat(of(tenant, "lineage_events").path("bytes").asLong()).isEqualTo(told.length);
  }

  @Test
  void keepsATypeForAsLongAsTheProjectSays() {
    TestServerTenant tenant = TestServerTenant.in(SERVER, "retention-days");
    String retention = tenant.path() + "/retention";

    tenant.owner().put(retention + "/lineage_events", Map.of("days", 90)).expect(200);

    assertThat(of(tenant, "lineage_events").path("days").asInt()).isEqualTo(90);
    assertThat(of(tenant, "spark_reports").path("days").asInt()).isEqualTo(30);
    assertThat(
            tenant
                .owner()
                .put(retention + "/lineage", Map.of("days", 90))
                .expect(400)
                .json()
                .path("detail")
                .asText())
        .contains("\"lineage\" is not one of")
        .contains("lineage_events");
    tenant.owner().delete(retention + "/lineage_events").expect(200);
    assertThat(of(tenant, "lineage_events").path("days").asInt()).isEqualTo(30);
  }

  private static JsonNode of(TestServerTenant tenant, String type) {
    JsonNode types =
        tenant.owner().get(tenant.path() + "/retention").expect(200).json().path("types");
    for (JsonNode each : types) {
      if (each.path("type").asText().equals(type)) {
        return each;
      }
    }
    throw new AssertionError(type + " is not in " + types);
  }
}
