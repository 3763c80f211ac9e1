package io.plimsoll.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.inference.pickle.UnsafePickleException;
import io.plimsoll.inference.python.WorkerScale;
import io.plimsoll.inference.repository.ModelScan;
import io.plimsoll.inference.sandbox.Limits;
import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.inference.tensor.InferenceException.Kind;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a push with bad intent gets: an error that says why, and nothing else. */
class HostileModelIT {

  private final Path folder;

  HostileModelIT(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeAll
  static void needsBubblewrap() {
    TestHome.assumeSandbox();
  }

  private Object answerTo(String expression) throws Exception {
    return answerTo(expression, Limits.probing());
  }

  /** Lets predict.py return the value of an expression, or the name of its error. */
  private Object answerTo(String body, Limits limits) throws Exception {
    String code =
        "import os, socket, subprocess\n"
            + "def predict(rows):\n"
            + "    try:\n"
            + "        value = "
            + body
            + "\n    except OSError as error:\n"
            + "        value = type(error).__name__\n"
            + "    return [str(value) for row in rows]\n";
    return Objects.requireNonNull(
        probe(RepositoryFolder.ofCode(folder, code), limits)
            .outputRows()
            .getFirst()
            .get("prediction"));
  }

  private Probe probe(RepositoryFolder repository, Limits limits) throws Exception {
    InferenceSettings settings =
        InferenceSettings.defaults(TestHome.path())
            .withWorkers(WorkerScale.fixed(1), 1)
            .withLimits(limits);
    try (InferenceEngine engine = new InferenceEngine(settings)) {
      return engine.probe(repository.inspect(), Optional.of(TestHome.environment()), line -> {});
    }
  }

  @Test
  void cannotCallOut() throws Exception {
    assertThat(answerTo("socket.create_connection(('192.0.2.1', 80), 5)")).isEqualTo("OSError");
  }

  @Test
  void cannotReachTheServersOwnPorts() throws Exception {
    try (var server = new ServerSocket(0)) {
      assertThat(
              answerTo(
                  "socket.create_connection(('127.0.0.1', %d), 5)"
                      .formatted(server.getLocalPort())))
          .isEqualTo("ConnectionRefusedError");
    }
  }

  @Test
  void cannotReadSecretsOfTheMachineOrTheServer() throws Exception {
    Path secret = Files.writeString(TestHome.path().resolve("credentials.json"), "secret");
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r--r--"));

    assertThat(answerTo("open('/etc/shadow').read()")).isEqualTo("FileNotFoundError");
    assertThat(answerTo("open('%s').read()".formatted(secret))).isEqualTo("FileNotFoundError");
    assertThat(answerTo("sorted(k for k in os.environ if 'PIP' in k or 'KEY' in k)"))
        .isEqualTo("[]");
  }

  @Test
  void cannotChangeTheModelOrTheEnvironment() throws Exception {
    assertThat(answerTo("open('/model/predict.py', 'a')")).isIn("PermissionError", "OSError");
    assertThat(answerTo("open('/environment/pyvenv.cfg', 'a')")).isIn("PermissionError", "OSError");
  }

  @Test
  void cannotSeeOtherProcesses() throws Exception {
    assertThat(
            Integer.parseInt(
                answerTo("len([d for d in os.listdir('/proc') if d.isdigit()])").toString()))
        .isLessThan(5);
  }

  @Test
  void cannotBombTheMachineWithProcesses() throws Exception {
    String bomb = "[subprocess.Popen(['/bin/sleep', '60']) for i in range(5000)]";

    assertThat(answerTo(bomb, Limits.probing().withProcesses(24))).isEqualTo("BlockingIOError");
  }

  @Test
  void isToldThatItUsesTooMuchMemory() throws Exception {
    RepositoryFolder hog =
        RepositoryFolder.ofCode(
            folder, "def predict(rows):\n    return [len(bytearray(8 << 30))]\n");

    assertThatThrownBy(() -> probe(hog, Limits.probing().withMemoryBytes(512L << 20)))
        .hasMessageContaining("MemoryError: the model needs more than its limit of 512 MiB");
  }

  @Test
  void cannotHoldMoreMemoryInManyProcessesThanInOne() throws Exception {
    String code =
        """
        import subprocess, sys, time
        HOLD = "x = b'x' * (130 << 20); import time; time.sleep(60)"
        def predict(rows):
            held = [subprocess.Popen([sys.executable, "-c", HOLD]) for i in range(6)]
            time.sleep(30)
            return [len(held)]
        """;

    assertThatThrownBy(
            () ->
                probe(
                    RepositoryFolder.ofCode(folder, code),
                    Limits.probing().withMemoryBytes(512L << 20)))
        .hasMessageContaining("together held more than their limit of 512 MiB of memory");
  }

  @Test
  void isTheFirstToGoWhereMemoryRunsOut() throws Exception {
    assertThat(answerTo("int(open('/proc/self/oom_score_adj').read())")).isEqualTo("1000");
  }

  @Test
  void isStoppedWhenLoadingNeverEnds() throws Exception {
    RepositoryFolder endless =
        RepositoryFolder.ofCode(folder, "while True: pass\n")
            .with("plimsoll.yaml", "timeouts: {load: 2s}");

    assertThatThrownBy(() -> probe(endless, Limits.probing()))
        .hasMessageContaining("loading the model took longer than 2 s and was stopped")
        .isInstanceOfSatisfying(
            InferenceException.class, e -> assertThat(e.kind()).isEqualTo(Kind.TIMEOUT));
  }

  @Test
  void cannotEndTheWorkerByLeaving() throws Exception {
    RepositoryFolder leaving =
        RepositoryFolder.ofCode(folder, "import sys\ndef predict(rows): sys.exit(0)\n");

    assertThatThrownBy(() -> probe(leaving, Limits.probing())).hasMessageContaining("SystemExit");
  }

  @Test
  void cannotBringAPickleThatRunsACommand() throws Exception {
    RepositoryFolder repository = RepositoryFolder.ofPickle(folder, "protocol4.pkl");
    Files.write(
        folder.resolve("model.pkl"),
        "\u0080\u0002cposix\nsystem\nX\u0002\0\0\0id\u0085R."
            .getBytes(StandardCharsets.ISO_8859_1));

    assertThatThrownBy(() -> ModelScan.scan(repository.inspect(), Set.of()))
        .isInstanceOf(UnsafePickleException.class)
        .hasMessageStartingWith("model.pkl: refused, because it imports posix.system (at byte 2)");
    assertThatThrownBy(() -> probe(repository, Limits.probing()))
        .hasMessageContaining("posix.system");
  }
}
