package io.plimsoll.server.upload;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.plimsoll.server.testing.TestServer;
import io.plimsoll.server.testing.TestServerTenant;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The templates in examples/ci parse, and the lines in them deploy to a real server. */
class CiExamplesIT {
  private static final Path EXAMPLES = Path.of("..", "examples", "ci");
  private static final YAMLMapper YAML = new YAMLMapper();
  private static final TestServer SERVER = TestServer.shared();
  private static final TestServerTenant TENANT = TestServerTenant.in(SERVER, "ci-examples");

  private final Path folder;
  private final CommandLine shell;

  CiExamplesIT(@TempDir Path parent) throws IOException {
    this.folder = Files.createDirectory(parent.resolve("model"));
    this.shell = new CommandLine(SERVER, TENANT, Files.createDirectory(parent.resolve("bin")));
  }

  @BeforeEach
  void checkOutAModel() throws IOException {
    try (InputStream model = CiExamplesIT.class.getResourceAsStream("/onnx/binary.onnx")) {
      assertThat(model).isNotNull();
      Files.write(folder.resolve("model.onnx"), model.readAllBytes());
    }
    Files.writeString(
        folder.resolve("test_data.json"), "[{\"temp\": 2, \"wind\": 1, \"rain\": 0}]");
  }

  @Test
  void theWorkflowOfGitHubDeploys() throws Exception {
    JsonNode workflow = YAML.readTree(EXAMPLES.resolve("github-actions.yml").toFile());
    JsonNode job = workflow.at("/jobs/deploy");
    assertThat(job.path("env").path("PLIMSOLL_API_KEY").asText()).contains("secrets.");
    String line = job.path("steps").get(job.path("steps").size() - 1).path("run").asText();
    assertDeploys(line, Map.of("MODEL", "github", "BRANCH", "main", "COMMIT", "0a", "RUN", "7-1"));
  }

  @Test
  void theTemplateOfGitLabDeploys() throws Exception {
    JsonNode template = YAML.readTree(EXAMPLES.resolve("gitlab-ci.yml").toFile());
    String line = template.at("/deploy-model/script/0").asText();
    assertDeploys(
        line,
        Map.of(
            "MODEL",
            "gitlab",
            "CI_COMMIT_BRANCH",
            "main",
            "CI_COMMIT_SHA",
            "0a",
            "CI_JOB_ID",
            "7"));
  }

  @Test
  void theJenkinsfileDeploys() throws Exception {
    String text = Files.readString(EXAMPLES.resolve("Jenkinsfile"));
    List<String> script = text.split("'''")[1].lines().map(String::strip).toList();
    String line =
        script.stream().filter(each -> each.contains("plimsoll deploy")).findFirst().orElseThrow();
    Path environment = Files.createDirectories(folder.resolve(".venv").resolve("bin"));
    Files.createSymbolicLink(
        environment.resolve("plimsoll"),
        folder.resolveSibling("bin").resolve("plimsoll").toAbsolutePath());
    assertDeploys(
        line, Map.of("MODEL", "jenkins", "GIT_COMMIT", "0a", "BUILD_TAG", "jenkins-flights-7"));
  }

  @Test
  void aModelThatFailsFailsTheBuild() throws Exception {
    Files.writeString(folder.resolve("test_data.json"), "[{\"temp\": 2}]");
    CommandLine.Outcome outcome = shell.run(folder, "plimsoll deploy --model broken", Map.of());
    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.said()).contains("load  ", "the job failed:", "rain");
    assertThat(shell.run(folder, "plimsoll jobs --model broken", Map.of()).said())
        .contains("failed", "upload", "key:narrow");
  }

  private void assertDeploys(String line, Map<String, String> variables) throws Exception {
    CommandLine.Outcome outcome = shell.run(folder, line, variables);
    assertThat(outcome.said())
        .contains("Packed 2 files", "fetch        onnx model", "Version 1 of ")
        .contains(SERVER.url() + "/v2/models/" + variables.get("MODEL"));
    assertThat(outcome.exit()).isZero();
    CommandLine.Outcome again = shell.run(folder, line, variables);
    assertThat(again.said()).contains("Version 1 of ");
    JsonNode version =
        TENANT
            .owner()
            .get(TENANT.path() + "/models/" + variables.get("MODEL") + "/versions")
            .expect(200)
            .json()
            .path("items");
    assertThat(version).hasSize(1);
    assertThat(version.get(0).path("commit").asText()).isEqualTo("0a");
  }
}
