package io.plimsoll.server.quality;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.plimsoll.server.testing.TestServer;
import io.plimsoll.server.testing.TestServerAnswer;
import io.plimsoll.server.testing.TestServerPatience;
import io.plimsoll.server.testing.TestServerTenant;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The SDK and the whole server: a suite is put there, fetched, held against files, and told of. */
class QualitySdkIT {
  private static final TestServer SERVER = TestServer.shared();
  private static final TestServerTenant TENANT = TestServerTenant.in(SERVER, "quality");
  private static final Path SDK = Path.of("..", "sdk", "python", "src").toAbsolutePath();
  private static final String QUALITY = TENANT.path() + "/quality";

  private final Path folder;

  QualitySdkIT(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void aFileThatFailsASuiteOfTheServerFailsTheStepAndIsAlertedOf() throws Exception {
    Path suite =
        write(
            "orders.yaml",
            """
            dataset: orders
            every: 1h
            expectations:
              - not_null: price
              - {expectation: in_set, column: status, values: [new, paid], severity: warning}
            """);
    assertThat(run(0, "push", suite.toString())).contains("orders version 1, 2 expectations");
    assertThat(run(0, "push", suite.toString())).contains("version 1");

    Path good = write("good.csv", "id,price,status\n1,2.5,new\n2,3.5,paid\n");
    Path bad = write("bad.csv", "id,price,status\n1,,new\n2,3.5,lost\n3,x1,paid\n");
    String send = "--send";
    run(0, "check", good.toString(), "orders", send, "--run-id", "r1");
    until("the first batch", 1);
    String said = run(1, "check", bad.toString(), "orders", send, "--samples", "masked");
    assertThat(said).contains("critical not_null(price): 1 of 3 rows missing");
    until("the second batch", 2);

    JsonNode dataset = get("/datasets/orders");
    assertThat(dataset.path("state").asText()).isEqualTo("failing");
    assertThat(dataset.path("suiteVersion").asInt()).isEqualTo(1);
    assertThat(dataset.path("every").asInt()).isEqualTo(3_600);
    JsonNode batch = get("/batches/" + dataset.path("lastBatch").asText());
    assertThat(batch.at("/schemaChange/retyped/0/from").asText()).isEqualTo("number");
    assertThat(batch.at("/results/1/samples/0").asText()).isEqualTo("aaaa");
    assertThat(get("/datasets/orders/matrix").at("/checks/0/outcomes").toString())
        .isEqualTo("[\"passed\",\"failed\"]");
    assertThat(get("/datasets/orders/checks?name=not_null(price)").path("items")).hasSize(2);
    assertThat(get("/datasets/orders/columns?name=price&limit=1").path("items")).hasSize(1);
    TestServerPatience.until(
        "the alert",
        () ->
            TENANT
                .owner()
                .get(TENANT.path() + "/alerts")
                .body()
                .contains("orders: not_null(price) failed"));
  }

  @Test
  void saysWhatIsWrongWithASuiteAndNeverFailsByItself() {
    String address = QUALITY + "/suites/odd";
    TestServerAnswer wrong =
        TENANT
            .machine("deploy")
            .put(
                address,
                Map.of(
                    "expectations",
                    List.of(
                        Map.of("expectation", "not_nul", "column", "a"),
                        Map.of("expectation", "between", "column", "a"))))
            .expect(400);
    assertThat(wrong.json().path("field").asText()).isEqualTo("expectations[0].expectation");
    assertThat(wrong.json().path("detail").asText()).contains("did you mean \"not_null\"?");
    assertThat(wrong.json().path("faults")).hasSize(2);
    List<String> odd =
        List.of(
            "{}",
            "[]",
            "7",
            "{\"expectations\": 7}",
            "{\"expectations\": [null, [], 7]}",
            "{\"expectations\": [{\"expectation\": 7}]}",
            "{\"expectations\": [], \"description\": \"\\u0000\"}",
            "{\"expectations\": [], \"every\": 7}",
            "{\"expectations\": [{\"expectation\": \"in_set\", \"column\": \"a\", \"values\": [1e999]}]}",
            "{\"expectations\": [{\"expectation\": \"unique\", \"column\": \"a\\u0000\"}]}",
            "{\"expectations\": [{\"expectation\": \"unique\", \"column\": \"a\", \"\\u0000\": 1}]}",
            "{\"expectations\": " + "[".repeat(2_000) + "]".repeat(2_000) + "}");
    for (String body : odd) {
      TestServerAnswer answer =
          TENANT.owner().send("PUT", address, body.getBytes(StandardCharsets.UTF_8));
      assertThat(answer.status()).as(body + " answered " + answer).isBetween(400, 413);
    }
    String alone = "{\"expectations\": [], \"description\": \"\\ud800\"}";
    assertThat(TENANT.owner().send("PUT", address, alone.getBytes(StandardCharsets.UTF_8)).status())
        .isLessThan(500);
    for (String path :
        List.of(
            "/suites/Odd!",
            "/suites/none",
            "/suites/none/versions",
            "/suites?cursor=Odd!",
            "/suites/odd/versions?cursor=x",
            "/suites/odd?version=99",
            "/datasets/none",
            "/datasets/%00",
            "/datasets?limit=0",
            "/datasets?cursor=%20",
            "/datasets/none/matrix",
            "/batches/x",
            "/batches/00000000-0000-0000-0000-000000000000")) {
      assertThat(TENANT.owner().get(QUALITY + path).status()).as(path).isIn(400, 404);
    }
    TENANT.member("viewer").put(address, Map.of("expectations", List.of())).expect(403);
    TENANT.machine("read", "events").put(address, Map.of("expectations", List.of())).expect(403);
  }

  private static JsonNode get(String path) {
    return TENANT.machine("read").get(QUALITY + path).expect(200).json();
  }

  private static void until(String what, int batches) {
    TestServerPatience.until(
        what,
        () ->
            TENANT.count("SELECT count(*) FROM dataset_batches WHERE project_id = :project")
                == batches);
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private String run(int expected, String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of("python3", "-m", "plimsoll", "quality"));
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder
        .environment()
        .putAll(
            Map.of(
                "PLIMSOLL_URL", SERVER.url().toString(),
                "PLIMSOLL_API_KEY", TENANT.newKey("read", "events", "deploy"),
                "PLIMSOLL_ORGANISATION", TENANT.organisation(),
                "PLIMSOLL_PROJECT", TENANT.project(),
                "PLIMSOLL_HOME", folder.toString(),
                "PYTHONPATH", SDK.toString()));
    Process process = builder.start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isEqualTo(expected);
    return said;
  }
}
