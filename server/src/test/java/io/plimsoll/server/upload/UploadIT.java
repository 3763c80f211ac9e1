package io.plimsoll.server.upload;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.plimsoll.server.testing.TestServer;
import io.plimsoll.server.testing.TestServerAnswer;
import io.plimsoll.server.testing.TestServerClient;
import io.plimsoll.server.testing.TestServerPatience;
import io.plimsoll.server.testing.TestServerTenant;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Archives that are sent to a real server, from the upload to the endpoint. */
class UploadIT {
  private static final TestServer SERVER = TestServer.shared();
  private static final TestServerTenant TENANT = TestServerTenant.in(SERVER, "uploads");

  @Test
  void anArchiveBecomesAVersionThatAnswers() throws IOException {
    JsonNode sent =
        send("live?message=First%20try&branch=main&commit=0123abcd", Packed.gzip(tar()), "")
            .expect(202)
            .json();
    assertThat(sent.path("door").asText()).isEqualTo("upload");
    JsonNode job = ended(sent);
    assertThat(job.path("error").isNull()).describedAs(job.toString()).isTrue();
    assertThat(job.path("state").asText()).isEqualTo("succeeded");
    JsonNode version =
        TENANT.owner().get(TENANT.path() + "/models/live/versions").json().at("/items/0");
    assertThat(version.path("door").asText()).isEqualTo("upload");
    assertThat(version.path("createdBy").asText()).startsWith("key:");
    assertThat(version.path("commit").asText()).isEqualTo("0123abcd");
    assertThat(version.path("commitMessage").asText()).isEqualTo("First try");
    assertThat(version.path("aliases").path(0).asText()).isEqualTo("production");
    Map<String, Object> row = Map.of("features", Map.of("temp", 2, "wind", 1, "rain", 0));
    TENANT.machine().post("/v2/models/live/predict", row).expect(200);
    String log =
        TENANT.owner().get(TENANT.path() + "/jobs/" + job.path("id").asText() + "/log.txt").body();
    assertThat(log).contains(" fetch        onnx model").endsWith("\n");
    assertThat(log.lines().toList()).allMatch(line -> line.matches("\\d{4}-\\d\\d-\\d\\dT.*Z .*"));
    assertThat(workFolders()).isEmpty();
  }

  @Test
  void aZipOfTheSameFilesUnderTheSameKeyIsTheSameJob() throws IOException {
    JsonNode first = send("twice", Packed.gzip(tar()), "build-1").expect(202).json();
    JsonNode second = send("twice", Packed.zip(files()), "build-1").expect(202).json();
    assertThat(second.path("id")).isEqualTo(first.path("id"));
    TestServerAnswer other = send("twice", Packed.tar(Map.of("x", new byte[1])), "build-1");
    assertThat(other.expect(409).code()).isEqualTo("conflict");
    ended(first);
  }

  @Test
  void aFailedUploadCanBeTriedAgain() throws IOException {
    Map<String, byte[]> broken = files();
    broken.put("test_data.json", Packed.text("[{\"temp\": 1, \"wind\": 2}]"));
    JsonNode failed = ended(send("broken", Packed.zip(broken), "").expect(202).json());
    assertThat(failed.path("state").asText()).isEqualTo("failed");
    assertThat(failed.path("error").asText()).contains("rain");
    JsonNode again =
        TENANT
            .owner()
            .post(TENANT.path() + "/jobs/" + failed.path("id").asText() + "/retry", Map.of())
            .expect(202)
            .json();
    assertThat(again.path("retryOf")).isEqualTo(failed.path("id"));
    assertThat(ended(again).path("state").asText()).isEqualTo("failed");
  }

  @Test
  void refusesWhatCannotBeAModelAndKeepsNothing() throws IOException {
    assertThat(send("Bad!", Packed.gzip(tar()), "").expect(400).code()).isEqualTo("invalid_field");
    assertThat(send("none", Packed.text("hello"), "").expect(400).body()).contains("neither a tar");
    assertThat(send("none", Packed.zip(Map.of("../../x", new byte[1])), "").expect(400).body())
        .contains("lies outside");
    byte[] pointer = Packed.text("version https://git-lfs.github.com/spec/v1\noid sha256:0\n");
    assertThat(send("none", Packed.zip(Map.of("model.onnx", pointer)), "").expect(400).body())
        .contains("pointer of Git LFS");
    assertThat(send("none", Packed.gzip(tar()), "two words").expect(400).body())
        .contains("Idempotency-Key");
    assertThat(workFolders()).isEmpty();
    assertThat(TENANT.owner().get(TENANT.path() + "/jobs?model=none").json().path("items"))
        .isEmpty();
  }

  @Test
  void refusesMoreThanTheLimit() throws IOException {
    try (TestServer small = TestServer.start(Map.of("PLIMSOLL_BUILD_MAX_REPOSITORY", "100000"))) {
      TestServerTenant tenant = TestServerTenant.in(small, "small");
      byte[] bomb = Packed.gzip(Packed.tar(Map.of("zeros", new byte[1_000_000])));
      assertThat(bomb.length).isLessThan(100_000);
      String path = tenant.path() + "/models/bomb/uploads";
      assertThat(tenant.machine().send("POST", path, bomb).expect(400).body())
          .contains("100,000 bytes");
      assertThat(tenant.machine().send("POST", path, new byte[200_000]).status()).isEqualTo(413);
    }
  }

  @Test
  void landsWhereTheProjectWantsItsBranch() throws IOException {
    TestServerTenant tenant = TestServerTenant.in(SERVER, "uploads-landed");
    Map<String, Object> landing =
        Map.of("deployBranch", "staging", "branches", Map.of("develop", "dev"));
    tenant.owner().put(tenant.path() + "/landing", landing).expect(200);
    Map<String, String> targets =
        Map.of(
            "one/uploads", "staging",
            "two/uploads?branch=main", "staging",
            "three/uploads?branch=develop", "dev",
            "four/uploads?preview=staging", "preview-staging");
    byte[] archive = tar();
    targets.forEach(
        (path, target) ->
            assertThat(
                    tenant
                        .machine()
                        .with("Content-Type", "application/octet-stream")
                        .send("POST", tenant.path() + "/models/" + path, archive)
                        .expect(202)
                        .json()
                        .path("target")
                        .asText())
                .isEqualTo(target));
  }

  @Test
  void aJobThatNobodyWaitsForSurvivesItsServer() throws IOException {
    try (TestServer server = TestServer.start()) {
      TestServerTenant tenant = TestServerTenant.in(server, "phoenix");
      Map<String, byte[]> slow =
          Map.of(
              "predict.py",
              Packed.text(
                  "import time\ndef predict(rows):\n  time.sleep(4)\n  return [1 for row in rows]\n"),
              "requirements.txt",
              new byte[0],
              "test_data.json",
              Packed.text("[{\"temp\": 1}]"));
      String path = tenant.path() + "/models/phoenix/uploads";
      String id =
          tenant
              .machine()
              .send("POST", path, Packed.zip(slow))
              .expect(202)
              .json()
              .path("id")
              .asText();
      TestServerPatience.until(
          "the model being asked",
          () ->
              step(tenant, id, "infer").equals("running")
                  || step(tenant, id, "load").equals("running"));
      server.kill9();
      server.restart();
      TestServerPatience.until(
          "the end of the job",
          Duration.ofSeconds(90),
          () -> job(tenant, id).path("finishedAt").isTextual());
      assertThat(job(tenant, id).path("state").asText()).isEqualTo("succeeded");
      assertThat(tenant.machine().get(tenant.path() + "/jobs/" + id + "/log.txt").body())
          .contains("The process that ran this job stopped; the job starts again.");
    }
  }

  private static String step(TestServerTenant tenant, String id, String name) {
    for (JsonNode step : job(tenant, id).path("steps")) {
      if (step.path("name").asText().equals(name)) {
        return step.path("state").asText();
      }
    }
    return "";
  }

  private static JsonNode job(TestServerTenant tenant, String id) {
    return tenant.machine().get(tenant.path() + "/jobs/" + id).expect(200).json();
  }

  private static JsonNode ended(JsonNode sent) {
    String id = sent.path("id").asText();
    TestServerPatience.until(
        "the end of the job",
        Duration.ofSeconds(90),
        () -> job(TENANT, id).path("finishedAt").isTextual());
    return job(TENANT, id);
  }

  private static TestServerAnswer send(String model, byte[] archive, String key) {
    int query = model.indexOf('?');
    String name = query < 0 ? model : model.substring(0, query);
    String rest = query < 0 ? "" : model.substring(query);
    TestServerClient caller = TENANT.machine().with("Content-Type", "application/octet-stream");
    if (!key.isEmpty()) {
      caller = caller.with("Idempotency-Key", key);
    }
    return caller.send("POST", TENANT.path() + "/models/" + name + "/uploads" + rest, archive);
  }

  private static byte[] tar() throws IOException {
    return Packed.tar(files());
  }

  private static Map<String, byte[]> files() throws IOException {
    try (InputStream model = UploadIT.class.getResourceAsStream("/onnx/binary.onnx")) {
      assertThat(model).isNotNull();
      Map<String, byte[]> files = new TreeMap<>();
      files.put("model.onnx", model.readAllBytes());
      files.put("test_data.json", Packed.text("[{\"temp\": 2, \"wind\": 1, \"rain\": 0}]"));
      return files;
    }
  }

  private static List<Path> workFolders() throws IOException {
    Path work = SERVER.home().resolve("work");
    if (!Files.isDirectory(work)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(work)) {
      return all.filter(each -> each.getFileName().toString().startsWith("upload-")).toList();
    }
  }
}
