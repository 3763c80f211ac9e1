package io.plimsoll.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.inference.python.PythonEnvironment;
import io.plimsoll.inference.python.PythonEnvironments;
import io.plimsoll.inference.python.Requirements;
import io.plimsoll.inference.sandbox.Sandbox;
import io.plimsoll.inference.sandbox.SandboxCheck;
import io.plimsoll.inference.sandbox.SandboxMode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Assumptions;

/** One home for all integration tests, with one real Python environment and real model files. */
public final class TestHome {

  private static final String REQUIREMENTS =
      """
      scikit-learn>=1.5
      pandas>=2.2
      joblib>=1.4
      xgboost-cpu>=3.0
      lightgbm>=4.6
      skops>=0.13
      """;

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final Path HOME =
      Path.of(
              Objects.requireNonNullElse(
                  System.getProperty("plimsoll.test.home"), "target/test-home"))
          .toAbsolutePath();

  private TestHome() {}

  public static Path path() throws IOException {
    return Files.createDirectories(HOME);
  }

  /** Bubblewrap is a package of the operating system; without it there is nothing to test. */
  public static void assumeSandbox() {
    try (Sandbox sandbox = new Sandbox(SandboxMode.BUBBLEWRAP)) {
      SandboxCheck check = sandbox.check();
      Assumptions.assumeTrue(check.works(), check.message());
    }
  }

  /** Built by the product's own code on the first run, found by it afterwards. */
  public static synchronized PythonEnvironment environment() throws Exception {
    return new PythonEnvironments(path().resolve("environments"))
        .prepare(Requirements.parse(REQUIREMENTS), Optional.empty(), line -> {});
  }

  public static String requirements() {
    return REQUIREMENTS;
  }

  /** A folder with what make_pickles.py saves; made anew for every environment and script. */
  public static Path pickles() throws Exception {
    return made("pickles", "expected.json");
  }

  /** A folder with what make_forms.py saves. */
  static Path forms() throws Exception {
    return made("forms", "expected.json");
  }

  /** A folder with a repository for each model that make_compiled_models.py saves. */
  public static Path compiledModels() throws Exception {
    return made("compiled_models", "complete");
  }

  private static synchronized Path made(String what, String lastFile) throws Exception {
    PythonEnvironment environment = environment();
    Path script = Path.of("src/test/python/make_" + what + ".py").toAbsolutePath();
    int version = Files.readString(script).hashCode();
    Path folder =
        path().resolve("%s-%s-%x".formatted(what, environment.digest().substring(0, 8), version));
    if (!Files.exists(folder.resolve(lastFile))) {
      Files.createDirectories(folder);
      List<String> line =
          List.of(
              environment.directory().resolve("bin/python").toString(),
              script.toString(),
              folder.toString());
      Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as(said).isZero();
    }
    return folder;
  }

  /** Copies a checked-in ONNX model. */
  public static void onnx(String name, Path target) throws IOException {
    try (InputStream model = TestHome.class.getResourceAsStream("/onnx/" + name)) {
      Files.write(target, Objects.requireNonNull(model, name).readAllBytes());
    }
  }

  /** Process ids whose command line contains the text. */
  public static List<Long> processesWith(String text) {
    List<Long> found = new ArrayList<>();
    ProcessHandle.allProcesses()
        .forEach(
            process -> {
              try {
                String line = Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"));
                if (line.contains(text)) {
                  found.add(process.pid());
                }
              } catch (IOException gone) {
                // It ended between the listing and the look at it.
                return;
              }
            });
    return found;
  }

  /** Waits for a condition that another process brings about. */
  public static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waiting for " + what).isLessThan(deadline);
      LockSupport.parkNanos(10_000_000);
    }
  }
}
