package io.plimsoll.server.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.server.testing.TestServer;
import io.plimsoll.server.testing.TestServerGit;
import io.plimsoll.server.testing.TestServerTenant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Hostile models at the door that they come through: each is refused with the reason, and a good
 * model of the same server answers right after. Archives that are a trap are in the tests of the
 * upload; what a sandbox keeps its guest from, one by one, is in those of the inference.
 */
@Timeout(180)
class EvilCorpusIT {
  private static final TestServer SERVER = TestServer.shared();
  private static final TestServerTenant TENANT = TestServerTenant.in(SERVER, "evil");
  private static final Map<String, Object> ROW =
      Map.of("features", Map.of("temp", 2, "wind", 1, "rain", 0));

  private final Path folder;

  EvilCorpusIT(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeAll
  static void deployAGoodModel(@TempDir Path good) {
    new TestServerGit(good)
        .withOnnxModel()
        .commit("good")
        .push(TENANT.gitUrl("good"), TENANT.key())
        .expectSuccess();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[subprocess.Popen(['/bin/sleep', '60']) for i in range(5000)] | BlockingIOError",
        "bytearray(8 << 30) | more than its limit of 4096 MiB",
        "[open('/tmp/%d' % i, 'wb').write(bytes(100 << 20)) for i in range(9)] | No space left",
        "socket.create_connection(('192.0.2.1', 80), 5) | OSError",
        "open('/etc/shadow').read() | FileNotFoundError",
        "os.environ['PLIMSOLL_HOME'] | KeyError",
        "open('/model/predict.py', 'a') | Error",
      })
  void containsWhatAModelDoesToItsMachine(String evil, String reason) {
    assertRefused(
        new TestServerGit(folder)
            .with(
                "predict.py",
                "import os, socket, subprocess\n\ndef predict(rows):\n    return [%s]\n"
                    .formatted(evil)),
        reason);
  }

  @Test
  void stopsAModelThatNeverEndsToLoad() {
    assertRefused(
        new TestServerGit(folder)
            .with("predict.py", "while True: pass\n")
            .with("plimsoll.yaml", "timeouts: {load: 2s}\n"),
        "loading the model took longer than 2 s and was stopped");
  }

  @Test
  void readsAPickleInsteadOfObeyingIt() {
    assertRefused(
        new TestServerGit(folder)
            .with("model.pkl", "cposix\nsystem\n(S'touch /tmp/evil'\ntR.")
            .with("requirements.txt", "scikit-learn\n"),
        "model.pkl: refused, because it imports posix.system");
  }

  @Test
  void followsNoLink() throws IOException {
    TestServerGit git = new TestServerGit(folder);
    Files.createSymbolicLink(folder.resolve("model.onnx"), Path.of("/etc/passwd"));
    assertRefused(git, "model.onnx");
  }

  @Test
  void takesNoPointerForAModel() {
    assertRefused(
        new TestServerGit(folder)
            .with(
                "model.onnx",
                "version https://git-lfs.github.com/spec/v1\noid sha256:"
                    + "4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\n"
                    + "size 10737418240\n"),
        "LFS");
  }

  @Test
  void unpacksNothingThatWouldFillItsMemory() throws IOException {
    Path message = Files.writeString(folder.resolve("message"), "a".repeat(100 << 20));
    TestServerGit git = new TestServerGit(folder);
    git.run("commit", "--quiet", "--allow-empty", "-F", message.toString());

    assertThat(git.push(TENANT.gitUrl("evil"), TENANT.key()).expectFailure().said())
        .contains("a commit of 104,857,")
        .contains("bytes is not taken; at most 16,777,216 are");
    TENANT.machine().post("/v2/models/good/predict", ROW).expect(200);
    assertThat(SERVER.running().said()).doesNotContain("failed at /git");
  }

  private static void assertRefused(TestServerGit git, String reason) {
    TestServerGit.Outcome outcome =
        git.with("test_data.json", "[{\"temp\": 1}]")
            .commit("evil")
            .push(TENANT.gitUrl("evil"), TENANT.key())
            .expectFailure();
    assertThat(outcome.said()).contains(reason);
    TENANT.machine().post("/v2/models/good/predict", ROW).expect(200);
  }
}
