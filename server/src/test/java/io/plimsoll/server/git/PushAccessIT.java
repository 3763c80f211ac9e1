package io.plimsoll.server.git;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.server.identity.KeyScope;
import io.plimsoll.server.identity.Tenant;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who may push and fetch with the real git, and under which names. */
@Timeout(120)
final class PushAccessIT {
  private final PushScene scene;

  PushAccessIT(@TempDir Path directory) throws IOException {
    this.scene = new PushScene(directory);
  }

  @AfterEach
  void close() {
    scene.close();
  }

  @Test
  void credentialsDecideWhoMayPush() throws Exception {
    WorkingCopy copy = scene.good("delays");
    String reader = scene.keys.create(scene.acme, "reader", Set.of(KeyScope.READ), "t").secret();
    Tenant globex = scene.database.tenant("globex", "main");
    String foreign = scene.keys.create(globex, "foreign", Set.of(KeyScope.values()), "t").secret();
    assertThat(pushAs(copy, "", "delays")).contains("could not read Username");
    assertThat(pushAs(copy, "plm_wrong", "delays")).contains("Authentication failed");
    assertThat(pushAs(copy, reader, "delays"))
        .contains("The key \"reader\" lacks the scope for this.");
    assertThat(pushAs(copy, foreign, "delays"))
        .contains("The project acme/main does not exist or is not visible to you.");
    assertThat(scene.jobs.list(scene.acme, null, null, null, 10)).isEmpty();
  }

  @Test
  void readersMayFetchWhatWasPushed() throws Exception {
    scene.good("delays").push("main");
    String reader = scene.keys.create(scene.acme, "reader", Set.of(KeyScope.READ), "t").secret();
    String url = scene.door.url("acme/main/%s").replace("//", "//any:" + reader + "@");
    WorkingCopy clone =
        new WorkingCopy(scene.directory.resolve("clone"), url.formatted("delays.git"));
    assertThat(clone.git("pull", "-q", url.formatted("delays"), "main").exit()).isZero();
    assertThat(clone.git("pull", url.formatted("unknown"), "main").text())
        .contains("There is no repository unknown yet");
  }

  @Test
  void aNameThatBreaksTheRuleIsToldTheRule() throws Exception {
    WorkingCopy copy = scene.good("delays");
    assertThat(pushAs(copy, scene.key, "Delays!"))
        .contains("\"Delays!\" cannot be a model: a model's name");
  }

  @Test
  void whatUnpacksToFillTheMemoryIsRefused() throws Exception {
    WorkingCopy copy = scene.good("delays");
    Path message = scene.directory.resolve("message");
    Files.writeString(message, "a".repeat(17 << 20));
    copy.git("checkout", "-q", "-b", "bomb");
    copy.git("commit", "-q", "--allow-empty", "-F", message.toString());

    assertThat(copy.git("push", scene.url("delays"), "bomb").text())
        .containsPattern("a commit of 17,8[0-9,]+ bytes is not taken; at most 16,777,216 are");
    assertThat(copy.git("push", scene.url("delays"), "main").exit()).isZero();
  }

  @Test
  void understandsCompressedRequests() throws Exception {
    scene.good("delays").push("main");
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(body)) {
      zip.write("0000".getBytes(StandardCharsets.US_ASCII));
    }
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(scene.door.url("acme/main/delays.git/git-receive-pack")))
            .header("Content-Encoding", "gzip")
            .header("Authorization", "Basic " + basic(scene.key))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      assertThat(client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
          .isEqualTo(200);
    }
  }

  private String pushAs(WorkingCopy copy, String secret, String model) throws Exception {
    String user = secret.isEmpty() ? "" : "any:" + secret + "@";
    String url = scene.door.url("acme/main/" + model + ".git").replace("//", "//" + user);
    WorkingCopy.Outcome outcome = copy.git("push", url, "main");
    assertThat(outcome.exit()).isNotZero();
    return outcome.text();
  }

  private static String basic(String secret) {
    return Base64.getEncoder().encodeToString(("any:" + secret).getBytes(StandardCharsets.UTF_8));
  }
}
