package io.plimsoll.server.lineage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.openlineage.client.OpenLineage;
import io.openlineage.client.OpenLineageClient;
import io.openlineage.client.transports.ApiKeyTokenProvider;
import io.openlineage.client.transports.HttpConfig;
import io.openlineage.client.transports.HttpTransport;
import io.plimsoll.events.LineageName;
import io.plimsoll.server.testing.TestServer;
import io.plimsoll.server.testing.TestServerEvents;
import io.plimsoll.server.testing.TestServerPatience;
import io.plimsoll.server.testing.TestServerTenant;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The whole way of OpenLineage, with its real clients and a real server. */
class LineageIT {
  private static final TestServer SERVER = TestServer.shared();
  private static final Path PYTHON = Path.of("..", ".build", "python", "bin", "python");
  private static final Path SCRIPT = Path.of("src", "test", "python", "send_lineage.py");
  private static final String WAREHOUSE = "postgres://warehouse:5432";

  @Test
  void takesWhatTheClientOfPythonSends() throws Exception {
    TestServerTenant tenant = TestServerTenant.in(SERVER, "lineage-python");
    assertThat(PYTHON)
        .as("has openlineage-python; `./plimsoll test java` makes it, once")
        .matches(Files::isExecutable);
    ProcessBuilder builder =
        new ProcessBuilder(PYTHON.toAbsolutePath().toString(), SCRIPT.toString())
            .redirectErrorStream(true);
    builder
        .environment()
        .putAll(
            Map.of(
                "OPENLINEAGE__TRANSPORT__TYPE",
                "http",
                "OPENLINEAGE__TRANSPORT__URL",
                SERVER.url().toString(),
                "OPENLINEAGE__TRANSPORT__COMPRESSION",
                "gzip",
                "OPENLINEAGE__TRANSPORT__AUTH",
                "{\"type\":\"api_key\",\"apiKey\":\"" + tenant.newKey("events") + "\"}"));

    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    awaitEvents(tenant, 4);
    JsonNode run = read(tenant, "/runs/01890000-0000-7000-8000-0000000000a2");
    assertThat(run.at("/run/state").asText()).isEqualTo("failed");
    assertThat(run.at("/run/error").asText()).isEqualTo("the disk is full");
    assertThat(run.at("/run/parent").asText()).isEqualTo("01890000-0000-7000-8000-0000000000a1");
    assertThat(run.at("/run/nominalStart").asText()).isEqualTo("2026-11-21T00:00:00Z");
    assertThat(run.path("facets").has("parent")).isTrue();
    assertThat(run.path("uses")).hasSize(2);
    JsonNode totals = dataset(tenant, "shop.public.totals");
    assertThat(totals.at("/columns/0/field").asText()).isEqualTo("total");
    assertThat(totals.at("/columns/0/name").asText()).isEqualTo("shop.public.orders");
    assertThat(totals.at("/columns/0/transformations/0").asText()).isEqualTo("DIRECT/AGGREGATION");
    assertThat(totals.at("/uses/0/rows").asLong()).isEqualTo(3);
    assertThat(totals.at("/symlinks/0/name").asText()).isEqualTo("shop.totals");
    assertThat(totals.path("fields")).hasSize(2);
    JsonNode orders = dataset(tenant, "shop.public.orders");
    assertThat(orders.path("health").asText()).isEqualTo("failing");
    assertThat(orders.at("/checks/0/failed").asLong()).isEqualTo(1);
    assertThat(orders.at("/checks/0/checks/0/name").asText()).isEqualTo("not_null");
    assertThat(orders.at("/quality/columns/0/nulls").asDouble()).isEqualTo(1);
    assertThat(orders.at("/usedBy/0/otherField").asText()).isEqualTo("total");
    JsonNode users = dataset(tenant, "shop.public.users");
    assertThat(users.at("/facets/documentation/description").asText()).isEqualTo("Who buys.");

    JsonNode graph = read(tenant, "?node=dataset:" + id("shop.public.users") + "&depth=6");
    assertThat(names(graph))
        .containsExactlyInAnyOrder(
            "shop.public.users",
            "described",
            "shop.public.orders",
            "daily.orders",
            "shop.public.totals");
    assertThat(node(graph, "daily.orders").path("failingUpstream")).hasSize(1);
    assertThat(node(graph, "shop.public.totals").path("reasons").toString())
        .contains("The run that wrote it last failed.");
  }

  @Test
  void takesWhatTheClientOfJavaSends() throws Exception {
    TestServerTenant tenant = TestServerTenant.in(SERVER, "lineage-java");
    HttpConfig config = new HttpConfig();
    config.setUrl(SERVER.url());
    ApiKeyTokenProvider key = new ApiKeyTokenProvider();
    key.setApiKey(tenant.newKey("events"));
    config.setAuth(key);
    config.setCompression(HttpConfig.Compression.GZIP);
    OpenLineage say = new OpenLineage(URI.create("https://example.org/shop"));
    ZonedDateTime now = ZonedDateTime.now(ZoneOffset.UTC);
    OpenLineage.Job job = say.newJobBuilder().namespace("java").name("load").build();
    UUID id = UUID.randomUUID();
    OpenLineage.Run run = say.newRunBuilder().runId(id).build();

    try (HttpTransport transport = new HttpTransport(config)) {
      OpenLineageClient client = new OpenLineageClient(transport);
      client.emit(
          say.newRunEventBuilder()
              .eventType(OpenLineage.RunEvent.EventType.START)
              .eventTime(now.minusMinutes(1))
              .run(run)
              .job(job)
              .build());
      client.emit(
          say.newRunEventBuilder()
              .eventType(OpenLineage.RunEvent.EventType.COMPLETE)
              .eventTime(now)
              .run(run)
              .job(job)
              .outputs(
                  List.of(
                      say.newOutputDatasetBuilder()
                          .namespace("s3://lake")
                          .name("orders")
                          .facets(
                              say.newDatasetFacetsBuilder()
                                  .schema(
                                      say.newSchemaDatasetFacet(
                                          List.of(
                                              say.newSchemaDatasetFacetFieldsBuilder()
                                                  .name("id")
                                                  .type("long")
                                                  .build())))
                                  .build())
                          .outputFacets(
                              say.newOutputDatasetOutputFacetsBuilder()
                                  .outputStatistics(
                                      say.newOutputStatisticsOutputDatasetFacet(7L, 70L, 1L))
                                  .build())
                          .build()))
              .build());
      client.emit(
          say.newDatasetEventBuilder()
              .eventTime(now)
              .dataset(say.newStaticDatasetBuilder().namespace("s3://lake").name("users").build())
              .build());
      client.emit(say.newJobEventBuilder().eventTime(now).job(job).build());
    }

    awaitEvents(tenant, 4);
    JsonNode stored = read(tenant, "/runs/" + id);
    assertThat(stored.at("/run/state").asText()).isEqualTo("completed");
    assertThat(stored.at("/uses/0/bytes").asLong()).isEqualTo(70);
    JsonNode detail = read(tenant, "/jobs/" + new LineageName("java", "load").id());
    assertThat(detail.path("health").asText()).isEqualTo("passing");
    assertThat(detail.at("/versions/0/outputs/0/name").asText()).isEqualTo("orders");
    assertThat(read(tenant, "/datasets?search=LAKE").path("items")).hasSize(2);
  }

  @Test
  void comesToTheSameInAnyOrderAndHoweverOftenItIsSent() {
    UUID run = UUID.randomUUID();
    List<String> events = new ArrayList<>();
    events.add(event(run, "OTHER", 0, "", "\"inputs\":[{\"namespace\":\"n\",\"name\":\"a\"}]"));
    events.add(event(run, "START", 1, "", "\"inputs\":[" + input(1) + "]"));
    events.add(event(run, "RUNNING", 2, error("early"), "\"outputs\":[" + output(2, 20) + "]"));
    events.add(event(run, "RUNNING", 3, error("late"), "\"outputs\":[" + output(3, 30) + "]"));
    events.add(event(run, "COMPLETE", 4, "", "\"outputs\":[{\"namespace\":\"n\",\"name\":\"b\"}]"));
    Random random = new Random(5);
    JsonNode first = null;

    for (int tenants = 0; tenants < 3; tenants++) {
      TestServerTenant tenant = TestServerTenant.in(SERVER, "lineage-order-" + tenants);
      List<String> shuffled = new ArrayList<>(events);
      if (tenants > 0) {
        Collections.shuffle(shuffled, random);
      }
      for (String event : shuffled) {
        send(tenant, "", event, 200);
        awaitEvents(tenant, 1 + shuffled.indexOf(event));
      }
      shuffled.forEach(event -> send(tenant, "", event, 200));
      send(tenant, "", event(UUID.randomUUID(), "START", 9, "", "\"inputs\":[]"), 200);
      awaitEvents(tenant, 6);
      JsonNode stored = read(tenant, "/runs/" + run);
      assertThat(stored.path("events").asLong()).isEqualTo(5);
      assertThat(stored.at("/run/state").asText()).isEqualTo("completed");
      assertThat(stored.at("/run/error").asText()).isEqualTo("late");
      assertThat(stored.path("uses").findValuesAsText("rows")).contains("30");
      first = first == null ? stored : first;
      assertThat(stored).isEqualTo(first);
    }
  }

  @Test
  void refusesWithThePathOfTheFieldAndTakesTheRestOfABatch() {
    TestServerTenant tenant = TestServerTenant.in(SERVER, "lineage-refused");
    String good = event(UUID.randomUUID(), "START", 1, "", "\"inputs\":[]");

    assertThat(send(tenant, "", "{\"eventTime\":\"2026-01-01T00:00:00Z\"}", 400).toString())
        .contains("run: is missing");
    assertThat(
            send(tenant, "", good.replaceFirst("\"name\":\"j\",", ""), 400).path("detail").asText())
        .isEqualTo("job.name: is missing.");
    assertThat(
            send(tenant, "", good.replaceFirst("\"inputs\":\\[]", "\"inputs\":[{}]"), 400)
                .path("detail")
                .asText())
        .isEqualTo("inputs[0].namespace: is missing.");
    assertThat(send(tenant, "", "{", 400).path("code").asText()).isEqualTo("invalid_request");
    String large = good.replace("\"inputs\"", "\"x\":\"" + "y".repeat(5 << 20) + "\",\"inputs\"");
    assertThat(send(tenant, "", large, 413).path("code").asText()).isEqualTo("too_large");
    // More than brokers take by themselves.
    String long2 = good.replace("\"inputs\"", "\"x\":\"" + noise(2 << 20) + "\",\"inputs\"");
    send(tenant, "", long2, 200);

    JsonNode partial = send(tenant, "/batch", "[" + good + ",{\"run\":1}]", 200);

    assertThat(partial.path("status").asText()).isEqualTo("partial_success");
    assertThat(partial.at("/summary/successful").asInt()).isEqualTo(1);
    assertThat(partial.at("/failed_events/0/index").asInt()).isEqualTo(1);
    assertThat(send(tenant, "/batch", "[{}]", 400).path("code").asText())
        .isEqualTo("all_events_refused");
    assertThat(send(tenant, "/batch", "[" + good + "]", 200).path("status").asText())
        .isEqualTo("success");
    awaitEvents(tenant, 2);
  }

  @Test
  void joinsWhatTheSdkTellsOfADatasetOfTheSameName() {
    TestServerTenant tenant = TestServerTenant.in(SERVER, "lineage-sdk");
    send(
        tenant,
        "",
        event(UUID.randomUUID(), "COMPLETE", 1, "", "\"outputs\":[" + output(1, 1) + "]")
            .replace("\"name\":\"b\"", "\"name\":\"orders\""),
        200);
    Map<String, Object> batch = TestServerEvents.dataset("orders", 10);
    batch.put("model", "flights");
    batch.put("pipeline", "nightly");
    tenant.machine().post("/api/v1/events", TestServerEvents.batch(batch)).expect(202);
    awaitEvents(tenant, 1);
    TestServerPatience.until(
        "the batch",
        () ->
            tenant.count("SELECT count(*) FROM dataset_batches WHERE project_id = :project") == 1);

    JsonNode graph = read(tenant, "?node=model:flights");

    assertThat(names(graph)).containsExactlyInAnyOrder("flights", "orders", "j", "nightly");
    assertThat(node(graph, "orders").path("dataset").asText()).isEqualTo("orders");
    assertThat(node(graph, "orders").path("health").asText()).isEqualTo("passing");
    assertThat(read(tenant, "").path("nodes")).hasSize(4);
    assertThat(read(tenant, "/search?text=fligh").at("/items/0/id").asText())
        .isEqualTo("model:flights");
    tenant.owner().get(tenant.path() + "/lineage?node=dataset:nobody:knows").expect(404);
    tenant.owner().get(tenant.path() + "/lineage?node=fish").expect(400);
    assertThat(read(tenant, "?node=dataset:n:orders").path("node").asText()).startsWith("dataset:");
  }

  private static String event(UUID run, String type, int second, String facets, String rest) {
    return """
        {"eventType":"%s","eventTime":"2026-11-20T10:00:0%d.5Z","producer":"https://example.org",
         "run":{"runId":"%s","facets":{%s}},"job":{"name":"j","namespace":"n"},%s}"""
        .formatted(type, second, run, facets, rest);
  }

  private static String error(String message) {
    return "\"errorMessage\":{\"message\":\"%s\",\"programmingLanguage\":\"java\"}"
        .formatted(message);
  }

  private static String input(int version) {
    return """
        {"namespace":"n","name":"a","facets":{"schema":{"fields":[{"name":"c%d"}]},"odd":{"v":%d}}}"""
        .formatted(version, version);
  }

  private static String output(int version, int rows) {
    return """
        {"namespace":"n","name":"b","facets":{"schema":{"fields":[{"name":"c%d"}]}},
         "outputFacets":{"outputStatistics":{"rowCount":%d}}}"""
        .formatted(version, rows);
  }

  private static String noise(int length) {
    Random random = new Random(1);
    StringBuilder text = new StringBuilder(length);
    while (text.length() < length) {
      text.append(Long.toString(random.nextLong(), 36));
    }
    return text.toString();
  }

  private static JsonNode send(TestServerTenant tenant, String route, String event, int status) {
    return tenant
        .machine()
        .send("POST", "/api/v1/lineage" + route, event.getBytes(StandardCharsets.UTF_8))
        .expect(status)
        .json();
  }

  private static void awaitEvents(TestServerTenant tenant, long wanted) {
    String query = "SELECT count(*) FROM lineage_events WHERE project_id = :project";
    TestServerPatience.until(wanted + " events", () -> tenant.count(query) == wanted);
  }

  private static JsonNode read(TestServerTenant tenant, String path) {
    return tenant.owner().get(tenant.path() + "/lineage" + path).expect(200).json();
  }

  private static JsonNode dataset(TestServerTenant tenant, String name) {
    return read(tenant, "/datasets/" + id(name));
  }

  private static UUID id(String name) {
    return new LineageName(WAREHOUSE, name).id();
  }

  private static List<String> names(JsonNode graph) {
    List<String> names = new ArrayList<>();
    graph.path("nodes").forEach(node -> names.add(node.path("name").asText()));
    return names;
  }

  private static JsonNode node(JsonNode graph, String name) {
    for (JsonNode node : graph.path("nodes")) {
      if (node.path("name").asText().equals(name)) {
        return node;
      }
    }
    throw new AssertionError(name + " is not in " + graph);
  }
}
