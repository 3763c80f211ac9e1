package io.plimsoll.server.drift.window;

import static io.plimsoll.server.testing.TestServerEvents.batch;
import static io.plimsoll.server.testing.TestServerEvents.prediction;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.plimsoll.server.testing.TestServer;
import io.plimsoll.server.testing.TestServerPatience;
import io.plimsoll.server.testing.TestServerTenant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Segments over the API: named, filled by events as a client sends them, compared, refused. */
class SegmentsResourceIT {
  private static final TestServer SERVER = TestServer.shared();
  private static final TestServerTenant TENANT = TestServerTenant.in(SERVER, "segments");
  private static final String DRIFT = TENANT.path() + "/models/flights/drift";
  private static final String OTHERS = TENANT.path() + "/models/others/drift/segments";

  @Test
  void keepsComparesAndRefusesByName() {
    send("flights", 10);
    assertThat(segments()).isEmpty();
    assertThat(refused(404, "/comparison?segment=carrier&value=UA"))
        .contains("carrier", "PUT …/drift/segments");

    Map<String, Object> carrier = Map.of("name", "carrier");
    Map<String, Object> shop = Map.of("name", "shop", "source", "tag", "values", List.of("nord"));
    JsonNode set =
        TENANT
            .owner()
            .put(DRIFT + "/segments", Map.of("segments", List.of(carrier, shop)))
            .expect(200)
            .json();
    assertThat(set.at("/segments/0/values")).as("the most frequent so far").hasSize(2);
    assertThat(set.at("/segments/1/isClosed").asBoolean()).isTrue();
    send("flights", 600);

    String ofUa = "/comparison?segment=carrier&value=UA&reference=whole";
    TestServerPatience.until("the part", () -> get(ofUa).at("/current/rows").asLong() == 300);
    JsonNode compared = get(ofUa);
    assertThat(compared.at("/current/segment").asText()).isEqualTo("carrier");
    assertThat(compared.at("/current/segmentValue").asText()).isEqualTo("UA");
    assertThat(compared.at("/reference/segment").isNull()).isTrue();
    assertThat(compared.at("/reference/rows").asLong()).isEqualTo(610);
    JsonNode others = get("/comparison?segment=shop&value=(other)&reference=whole");
    assertThat(others.at("/current/rows").asLong()).isEqualTo(300);
    JsonNode map = get("/comparison/heat-map?segment=carrier&value=UA");
    assertThat(map.path("starts")).hasSizeGreaterThan(24);
    assertThat(map.at("/reference/segmentValue").asText()).isEqualTo("UA");
    assertThat(get("/settings/changes").at("/items/0/subject").asText()).isEqualTo("segments");

    assertThat(refused(404, "/comparison?segment=region&value=UA")).contains("region", "carrier");
    assertThat(refused(404, "/comparison?segment=carrier&value=ZZ")).contains("ZZ", "UA");
    assertThat(refused(400, "/comparison?segment=carrier")).contains("value", "carrier");
    assertThat(refused(400, "/comparison?value=UA")).contains("UA", "segment");
    assertThat(refused(400, "/comparison?segment=carrier&value=UA&reference=baseline"))
        .contains("a baseline is not kept by segment", "window, version or whole");
    assertThat(refused(400, "/comparison?reference=whole")).contains("segment");
    assertThat(refused(400, "/comparison/heat-map?segment=carrier&value=UA&reference=baseline"))
        .contains("previous");
    TENANT.owner().put(DRIFT + "/segments", Map.of("segments", List.of())).expect(200);
    assertThat(segments()).isEmpty();
  }

  @Test
  void saysWhatIsWrongWithASegment() {
    send("others", 1);
    Map<String, Object> a = Map.of("name", "a");
    assertThat(unset(Arrays.asList((Object) null))).contains("name");
    assertThat(unset(List.of(Map.of()))).contains("name");
    assertThat(unset(List.of(a, a))).contains("names", "twice");
    assertThat(unset(List.of(a, Map.of("name", "b"), Map.of("name", "c"), Map.of("name", "d"))))
        .contains("4 entries", "at most 3");
    assertThat(unset(List.of(Map.of("name", " ")))).contains("1 to 200 characters");
    assertThat(unset(List.of(Map.of("name", "a", "edges", List.of(2, 1))))).contains("ascend");
    assertThat(unset(List.of(Map.of("name", "a", "edges", List.of(1, 2, 3, 4, 5, 6, 7, 8)))))
        .contains("8 edges");
    assertThat(unset(List.of(Map.of("name", "a", "values", List.of())))).contains("1 to 8");
    assertThat(unset(List.of(Map.of("name", "a", "values", List.of("x", "x"))))).contains("1 to 8");
    assertThat(TENANT.owner().put(OTHERS, Map.of()).expect(400).body())
        .contains("segments: is missing");
    TENANT
        .owner()
        .put(TENANT.path() + "/models/nobody/drift/segments", Map.of("segments", List.of()))
        .expect(404);
  }

  private static void send(String model, int rows) {
    List<Object> events = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      Map<String, Object> event = prediction(model);
      event.put("features", Map.of("carrier", row % 2 == 0 ? "UA" : "DL", "temp", row % 100));
      event.put("tags", Map.of("shop", row % 2 == 0 ? "nord" : "sued"));
      events.add(event);
    }
    long before = stored();
    TENANT.machine().post("/api/v1/events", batch(events)).expect(202);
    TestServerPatience.until("all rows", () -> stored() == before + rows);
  }

  private static long stored() {
    return TENANT.count("SELECT count(*) FROM predictions WHERE project_id = :project");
  }

  private static JsonNode get(String path) {
    return TENANT.owner().get(DRIFT + path).expect(200).json();
  }

  private static JsonNode segments() {
    return get("/segments").path("segments");
  }

  private static String refused(int status, String path) {
    return TENANT.owner().get(DRIFT + path).expect(status).body();
  }

  private static String unset(List<?> segments) {
    return TENANT.owner().put(OTHERS, Map.of("segments", segments)).expect(400).body();
  }
}
