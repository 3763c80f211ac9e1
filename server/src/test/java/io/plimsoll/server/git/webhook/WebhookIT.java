package io.plimsoll.server.git.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.plimsoll.server.testing.TestServer;
import io.plimsoll.server.testing.TestServerAnswer;
import io.plimsoll.server.testing.TestServerClient;
import io.plimsoll.server.testing.TestServerGit;
import io.plimsoll.server.testing.TestServerPatience;
import io.plimsoll.server.testing.TestServerTenant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Deliveries to a real server, which fetches by git from a stand-in of the provider. */
class WebhookIT {
  private static final String TOKEN = "ghp_aTokenThatNobodyMaySee";
  private static final Duration LIMIT = Duration.ofSeconds(90);

  private static TestServer server;
  private static TestServerTenant tenant;

  private final Path folder;

  @BeforeAll
  static void start() {
    server = TestServer.start(Map.of("PLIMSOLL_OUTBOUND_INTERNAL_HOSTS", "127.0.0.1"));
    tenant = TestServerTenant.in(server, "hooks");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  WebhookIT(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void aSignedPushDeploysAndItsCommitIsTold() throws Exception {
    try (ProviderStandIn provider = new ProviderStandIn(folder, TOKEN)) {
      String commit = repository("acme/flights", "First flight");
      JsonNode connected = connect("flights", "github", provider.url("acme/flights"), TOKEN);
      provider.answerNext(503);
      JsonNode taken =
          github(connected, UUID.randomUUID(), push("main", commit)).expect(200).json();
      assertThat(taken.path("outcome").asText()).contains("is being deployed");
      JsonNode job = ended(taken);
      assertThat(job.path("error").isNull()).describedAs(job.toString()).isTrue();
      assertThat(job.path("door").asText()).isEqualTo("webhook");
      assertThat(job.path("createdBy").asText()).isEqualTo("github:ada");
      assertThat(job.path("commit").asText()).isEqualTo(commit);
      TestServerPatience.until(
          "the status of the commit",
          Duration.ofSeconds(60),
          () ->
              !provider.statuses().isEmpty()
                  && provider.statuses().getLast().state().equals("success"));
      ProviderStandIn.Status told = provider.statuses().getLast();
      assertThat(told.path()).isEqualTo("/api/v3/repos/acme/flights/statuses/" + commit);
      assertThat(told.credential()).isEqualTo("Bearer " + TOKEN);
      assertThat(told.body().path("context").asText()).isEqualTo("plimsoll/flights");
      assertThat(told.body().path("target_url").asText())
          .endsWith("/jobs/" + job.path("id").asText());
      assertThat(log(job)).contains("fetching main of").doesNotContain(TOKEN);
    }
  }

  @Test
  void aDeliveryCountsOnceWhateverItIsCalled() throws Exception {
    try (ProviderStandIn provider = new ProviderStandIn(folder, TOKEN)) {
      byte[] body = push("main", repository("acme/once", "Once"));
      JsonNode connected = connect("once", "github", provider.url("acme/once"), TOKEN);
      UUID delivery = UUID.randomUUID();
      JsonNode first = github(connected, delivery, body).expect(200).json();
      for (UUID id : List.of(delivery, UUID.randomUUID())) {
        JsonNode again = github(connected, id, body).expect(200).json();
        assertThat(again.path("outcome").asText()).contains("taken before");
        assertThat(again.path("jobId").isNull()).isTrue();
      }
      ended(first);
      assertThat(jobs("once")).hasSize(1);
      JsonNode deliveries = tenant.owner().get(path("once") + "/deliveries").expect(200).json();
      assertThat(deliveries.path("items")).hasSize(1);
    }
  }

  @Test
  void onlyWhoKnowsTheSecretIsHeard() throws Exception {
    JsonNode connected = connect("secret", "github", "http://127.0.0.1:9/acme/secret", "");
    byte[] body = push("main", "1".repeat(40));
    String path = hook(connected);
    TestServerClient nobody = TestServerClient.of(server).with("X-GitHub-Event", "push");
    TestServerAnswer unsigned = nobody.send("POST", path, body).expect(401);
    TestServerAnswer wrong =
        nobody
            .with("X-Hub-Signature-256", signature("whs_wrong", body))
            .send("POST", path, body)
            .expect(401);
    TestServerAnswer unknown =
        nobody.send("POST", "/api/v1/webhooks/" + UUID.randomUUID(), body).expect(401);
    assertThat(wrong.json().path("detail")).isEqualTo(unsigned.json().path("detail"));
    assertThat(unknown.json().path("detail")).isEqualTo(unsigned.json().path("detail"));
    String old = connected.path("secret").asText();
    JsonNode renewed = tenant.owner().post(path("secret") + "/secret", Map.of()).expect(200).json();
    assertThat(renewed.path("secret").asText()).startsWith("whs_").isNotEqualTo(old);
    github(connected, UUID.randomUUID(), body).expect(401);
    assertThat(jobs("secret")).isEmpty();
    assertThat(tenant.owner().get(path("secret")).json().path("secret").isNull()).isTrue();
  }

  @Test
  void aBranchThatIsNamedLandsInItsEnvironment() {
    Map<String, Object> landing =
        Map.of("deployBranch", "production", "branches", Map.of("develop", "dev"));
    tenant.owner().put(tenant.path() + "/landing", landing).expect(200);
    JsonNode connected = connect("landed", "github", "http://127.0.0.1:9/acme/landed", "");
    JsonNode taken =
        github(connected, UUID.randomUUID(), push("develop", "1".repeat(40))).expect(200).json();
    String job = tenant.path() + "/jobs/" + taken.path("jobId").asText();
    assertThat(tenant.owner().get(job).expect(200).json().path("target").asText()).isEqualTo("dev");
    tenant.owner().post(job + "/cancel", Map.of());
  }

  @Test
  void whatDeploysNothingSaysSo() throws Exception {
    JsonNode connected = connect("quiet", "github", "http://127.0.0.1:9/acme/quiet", "");
    byte[] ping = "{\"zen\": \"Keep it logically awesome.\"}".getBytes(UTF_8);
    assertThat(github(connected, UUID.randomUUID(), ping, "ping").expect(200).body())
        .contains("The webhook is connected.");
    byte[] issue = "{\"action\": \"opened\"}".getBytes(UTF_8);
    assertThat(github(connected, UUID.randomUUID(), issue, "issues").expect(200).body())
        .contains("only push are needed");
    assertThat(
            github(connected, UUID.randomUUID(), push("experiment", "1".repeat(40)))
                .expect(200)
                .body())
        .contains("The branch experiment deploys nothing; main does.");
    assertThat(
            github(connected, UUID.randomUUID(), push("main", "0".repeat(40))).expect(200).body())
        .contains("was deleted");
    github(connected, UUID.randomUUID(), push("main", "not a commit")).expect(400);
    github(connected, UUID.randomUUID(), "[".getBytes(UTF_8)).expect(400);
    assertThat(jobs("quiet")).isEmpty();
  }

  @Test
  void anOldPushDeploysNothingOld() throws Exception {
    try (ProviderStandIn provider = new ProviderStandIn(folder, TOKEN)) {
      String old = repository("acme/moved", "Old");
      TestServerGit copy = new TestServerGit(folder.resolve("work/acme/moved"));
      copy.commit("New").run("push", "--quiet", bare("acme/moved"), "HEAD:main").expectSuccess();
      JsonNode connected = connect("moved", "github", provider.url("acme/moved"), TOKEN);
      JsonNode job =
          ended(github(connected, UUID.randomUUID(), push("main", old)).expect(200).json());
      assertThat(job.path("state").asText()).isEqualTo("failed");
      assertThat(job.path("error").asText()).contains("main has moved on to");
      TestServerPatience.until(
          "the failure told",
          () -> provider.statuses().stream().anyMatch(told -> told.state().equals("failure")));
      String again = retried(job);
      TestServerPatience.until(
          "what became of the retry told",
          Duration.ofSeconds(60),
          () ->
              provider.statuses().stream()
                  .filter(told -> told.body().path("target_url").asText().endsWith(again))
                  .anyMatch(told -> told.state().equals("failure")));
    }
  }

  @Test
  void gitLabShowsItsTokenAndIsToldInItsWords() throws Exception {
    try (ProviderStandIn provider = new ProviderStandIn(folder, TOKEN)) {
      String commit = repository("group/sub/model", "From GitLab");
      JsonNode connected = connect("gitlab", "gitlab", provider.url("group/sub/model"), TOKEN);
      byte[] body =
          """
          {"object_kind": "push", "ref": "refs/heads/main", "after": "%s", "user_username": "grace",
           "commits": [{"message": "From GitLab\\n\\nand more"}]}
          """
              .formatted(commit)
              .getBytes(UTF_8);
      TestServerClient push = TestServerClient.of(server).with("X-Gitlab-Event", "Push Hook");
      TestServerClient gitlab = push.with("Idempotency-Key", UUID.randomUUID().toString());
      gitlab.with("X-Gitlab-Token", "whs_wrong").send("POST", hook(connected), body).expect(401);
      JsonNode taken =
          gitlab
              .with("X-Gitlab-Token", connected.path("secret").asText())
              .send("POST", hook(connected), body)
              .expect(200)
              .json();
      JsonNode job = ended(taken);
      assertThat(job.path("state").asText()).describedAs(job.toString()).isEqualTo("succeeded");
      assertThat(job.path("commitMessage").asText()).isEqualTo("From GitLab");
      TestServerPatience.until(
          "the status of the commit",
          () -> provider.statuses().stream().anyMatch(told -> told.state().equals("success")));
      assertThat(provider.statuses().getLast().path())
          .isEqualTo("/api/v4/projects/group%2Fsub%2Fmodel/statuses/" + commit);
      assertThat(provider.statuses().getLast().credential()).isEqualTo(TOKEN);
      // Nothing in a delivery of GitLab tells a push from the same one after a way back.
      assertThat(
              push.with("Idempotency-Key", UUID.randomUUID().toString())
                  .with("X-Gitlab-Token", connected.path("secret").asText())
                  .send("POST", hook(connected), body)
                  .expect(200)
                  .json()
                  .path("outcome")
                  .asText())
          .contains("is being deployed");
    }
  }

  @Test
  void aTokenThatIsNotTakenIsNamedAsTheCauseAndNeverShown() throws Exception {
    try (ProviderStandIn provider = new ProviderStandIn(folder, "another")) {
      String commit = repository("acme/closed", "Closed");
      JsonNode connected = connect("closed", "github", provider.url("acme/closed"), TOKEN);
      JsonNode job =
          ended(github(connected, UUID.randomUUID(), push("main", commit)).expect(200).json());
      assertThat(job.path("error").asText()).contains("access token").doesNotContain(TOKEN);
      assertThat(log(job)).doesNotContain(TOKEN);
      assertThat(tenant.owner().get(path("closed")).body()).doesNotContain(TOKEN);
    }
  }

  @Test
  void anotherAddressMakesAnotherConnectionWithoutTheToken() {
    JsonNode first = connect("mover", "github", "https://github.com/acme/one", TOKEN);
    assertThat(first.path("hasAccessToken").asBoolean()).isTrue();
    JsonNode same = connect("mover", "github", "https://github.com/acme/one.git", null);
    assertThat(same.path("hasAccessToken").asBoolean()).isTrue();
    assertThat(same.path("secret").isNull()).isTrue();
    assertThat(same.path("webhookUrl")).isEqualTo(first.path("webhookUrl"));
    JsonNode other = connect("mover", "github", "https://evil.example/acme/one", null);
    assertThat(other.path("hasAccessToken").asBoolean()).isFalse();
    assertThat(other.path("webhookUrl")).isNotEqualTo(first.path("webhookUrl"));
    tenant.owner().delete(path("mover")).expect(204);
    tenant.owner().get(path("mover")).expect(404);
  }

  @Test
  void internalAddressesAreRefusedUnlessTheOperatorNamedThem() throws Exception {
    for (String url :
        List.of(
            "http://example.org/acme/model",
            "https://user:pass@github.com/acme/model",
            "https://github.com/acme",
            "file:///etc/passwd",
            "https://github.com/acme/model?x=1",
            "ext::sh -c id",
            "https://github.com/--upload-pack=x/model")) {
      tenant.owner().put(path("bad"), Map.of("provider", "github", "url", url)).expect(400);
    }
    JsonNode connected = connect("inside", "github", "https://localhost/acme/model", "");
    JsonNode job =
        ended(
            github(connected, UUID.randomUUID(), push("main", "1".repeat(40))).expect(200).json());
    assertThat(job.path("error").asText())
        .contains("an internal network", "outbound.internalHosts");
  }

  /** The id of a job that tries the same again. */
  private static String retried(JsonNode job) {
    return tenant
        .owner()
        .post(tenant.path() + "/jobs/" + job.path("id").asText() + "/retry", Map.of())
        .expect(202)
        .json()
        .path("id")
        .asText();
  }

  private static final java.nio.charset.Charset UTF_8 = java.nio.charset.StandardCharsets.UTF_8;

  /** A bare repository with a model on main; returns its commit. */
  private String repository(String name, String message) throws IOException {
    Path work = Files.createDirectories(folder.resolve("work").resolve(name));
    Path bare = Path.of(bare(name));
    Files.createDirectories(bare.getParent());
    TestServerGit copy = new TestServerGit(work).withOnnxModel().commit(message);
    copy.run("clone", "--quiet", "--bare", ".", bare.toString()).expectSuccess();
    return copy.run("rev-parse", "HEAD").expectSuccess().said().strip();
  }

  private String bare(String name) {
    return folder.resolve(name + ".git").toString();
  }

  private static JsonNode connect(
      String model, String provider, String url, @Nullable String token) {
    Map<String, Object> request =
        token == null
            ? Map.of("provider", provider, "url", url)
            : Map.of("provider", provider, "url", url, "accessToken", token);
    return tenant.owner().put(path(model), request).expect(200).json();
  }

  private static byte[] push(String branch, String commit) {
    return """
    {"ref": "refs/heads/%s", "after": "%s", "head_commit": {"message": "A flight\\nwith words"},
     "pusher": {"name": "ada"}}
    """
        .formatted(branch, commit)
        .getBytes(UTF_8);
  }

  private static TestServerAnswer github(JsonNode connected, UUID delivery, byte[] body) {
    return github(connected, delivery, body, "push");
  }

  private static TestServerAnswer github(
      JsonNode connected, UUID delivery, byte[] body, String event) {
    return TestServerClient.of(server)
        .with("X-GitHub-Event", event)
        .with("X-GitHub-Delivery", delivery.toString())
        .with("X-Hub-Signature-256", signature(connected.path("secret").asText(), body))
        .send("POST", hook(connected), body);
  }

  private static String signature(String secret, byte[] body) {
    return "sha256=" + HexFormat.of().formatHex(Signed.hmac(secret, body));
  }

  private static String hook(JsonNode connected) {
    return java.net.URI.create(connected.path("webhookUrl").asText()).getPath();
  }

  private static String path(String model) {
    return tenant.path() + "/models/" + model + "/repository";
  }

  private static JsonNode ended(JsonNode taken) {
    String path = tenant.path() + "/jobs/" + taken.path("jobId").asText();
    TestServerPatience.until(
        "the end of the job",
        LIMIT,
        () -> tenant.owner().get(path).expect(200).json().path("finishedAt").isTextual());
    return tenant.owner().get(path).json();
  }

  private static String log(JsonNode job) {
    return tenant
        .owner()
        .get(tenant.path() + "/jobs/" + job.path("id").asText() + "/log.txt")
        .body();
  }

  private static JsonNode jobs(String model) {
    return tenant
        .owner()
        .get(tenant.path() + "/jobs?model=" + model)
        .expect(200)
        .json()
        .path("items");
  }
}
