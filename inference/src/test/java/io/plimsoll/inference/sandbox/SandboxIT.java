package io.plimsoll.inference.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.inference.TestHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SandboxIT {

  private static final Sandbox SANDBOX = new Sandbox(SandboxMode.BUBBLEWRAP);
  private static final Duration SOON = Duration.ofSeconds(30);

  private final Path folder;

  SandboxIT(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeAll
  static void needsBubblewrap() {
    TestHome.assumeSandbox();
  }

  @AfterAll
  static void close() {
    SANDBOX.close();
  }

  private record Ended(int code, String how, List<String> lines) {}

  private Ended shell(String script, Limits limits, Mount... mounts) throws Exception {
    List<String> lines = Collections.synchronizedList(new ArrayList<>());
    SandboxPlan plan =
        new SandboxPlan(List.of(mounts), List.of("/bin/sh", "-c", script), Map.of(), limits);
    try (SandboxProcess process = SANDBOX.start(plan, lines::add)) {
      assertThat(process.waitFor(SOON)).as("ended in time").isTrue();
      return new Ended(process.exitCode(), process.describeExit(), List.copyOf(lines));
    }
  }

  private Ended shell(String script) throws Exception {
    return shell(script, Limits.probing());
  }

  @Test
  void hasNoNetwork() throws Exception {
    Ended ended = shell("cat /proc/net/dev | tail -n +3 | cut -d: -f1");

    assertThat(ended.lines()).extracting(String::strip).containsExactly("lo");
  }

  @Test
  void showsNoAccountsNoHomeAndNoOtherProcess() throws Exception {
    Ended ended = shell("cat /etc/shadow; ls /root /home; ls -d /proc/[0-9]* | wc -l; id -u");

    assertThat(ended.lines().get(0)).contains("No such file");
    assertThat(ended.lines()).noneMatch(line -> line.contains(".ssh"));
    assertThat(Integer.parseInt(ended.lines().get(ended.lines().size() - 2))).isLessThan(8);
    assertThat(ended.lines().getLast()).isNotEqualTo("0");
  }

  @Test
  void knowsNothingOfOurEnvironment() throws Exception {
    Ended ended = shell("env | cut -d= -f1 | sort");

    assertThat(ended.lines())
        .containsExactlyInAnyOrder("HOME", "LANG", "LOGNAME", "PATH", "PWD", "TMPDIR", "USER");
  }

  @Test
  void writesNowhereButToItsOwnLimitedTemporaryFolder() throws Exception {
    Ended ended =
        shell(
            "for d in / /usr /etc /dev /proc /run /m; do touch $d/x 2>/dev/null && echo wrote $d; done;"
                + " head -c 1000 /dev/zero > /tmp/x && echo ok;"
                + " for i in 1 2 3; do head -c 200000000 /dev/zero > /tmp/big$i 2>/dev/null || echo full; done",
            Limits.probing(),
            new Mount(folder, "/m"));

    assertThat(ended.lines()).containsExactly("ok", "full", "full");
  }

  @Test
  void readsAFolderBelowAPrivateOne() throws Exception {
    Path secret = Files.createDirectory(folder.resolve("private"));
    Path model = Files.createDirectory(secret.resolve("model"));
    Files.writeString(model.resolve("file"), "shown");
    Files.writeString(secret.resolve("key"), "hidden");
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rwx------"));

    Ended ended =
        shell(
            "cat /model/file; echo; cat " + secret + "/key",
            Limits.probing(),
            new Mount(model, "/model"));

    assertThat(ended.lines().get(0)).isEqualTo("shown");
    assertThat(ended.lines().get(1)).contains("No such file");
  }

  @Test
  void boundsAForkBomb() throws Exception {
    Ended ended =
        shell("f() { f | f & }; f 2>/dev/null; echo alive", Limits.probing().withProcesses(20));

    assertThat(ended.lines()).contains("alive");
    assertThat(ended.code()).isZero();
  }

  @Test
  void endsWhatUsesTooMuchProcessorTime() throws Exception {
    Ended ended =
        shell("exec /bin/sh -c 'while :; do :; done'", Limits.probing().withCpuSeconds(1));

    assertThat(ended.how())
        .satisfiesAnyOf(
            how -> assertThat(how).contains("more than its 1 seconds of processor time"),
            how -> assertThat(how).contains("signal 9"));
  }

  @Test
  void keepsLogsBounded() throws Exception {
    Ended ended = shell("yes x | head -c 3000000");

    assertThat(ended.lines().stream().mapToLong(String::length).sum()).isLessThan(1_100_000);
    assertThat(ended.lines().getLast()).contains("the rest is dropped");
  }

  @Test
  void killsTheWholeTree() throws Exception {
    String mark = "94312" + System.nanoTime() % 100_000;
    SandboxPlan plan =
        new SandboxPlan(
            List.of(),
            List.of("/bin/sh", "-c", "setsid sleep " + mark + " & sleep " + mark),
            Map.of(),
            Limits.probing());
    SandboxProcess process = SANDBOX.start(plan, line -> {});
    awaitProcesses("sleep\0" + mark, 2);

    process.close();

    awaitProcesses("sleep\0" + mark, 0);
  }

  @Test
  void leavesNothingWhenKilledWhileItIsBorn() throws Exception {
    String mark = "74312" + System.nanoTime() % 100_000;
    SandboxPlan plan =
        new SandboxPlan(List.of(), List.of("/bin/sleep", mark), Map.of(), Limits.probing());
    for (int moment = 0; moment < 200; moment++) {
      SandboxProcess process = SANDBOX.start(plan, line -> {});
      long until = System.nanoTime() + moment * 50_000L;
      while (System.nanoTime() < until) {
        Thread.onSpinWait();
      }

      process.close();
    }

    // A sandbox that is not built yet still shows the whole command line with the mark in it.
    awaitProcesses(mark, 0);
  }

  @Test
  void diesWithTheJvmThatStartedIt() throws Exception {
    String mark = "84312" + System.nanoTime() % 100_000;
    Process jvm =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                Starter.class.getName(),
                mark)
            .inheritIO()
            .start();
    try {
      awaitProcesses("sleep\0" + mark, 1);
    } finally {
      jvm.destroyForcibly().waitFor();
    }

    awaitProcesses("sleep\0" + mark, 0);
  }

  /** A process of its own that starts a sandbox from a virtual thread and waits. */
  static final class Starter {
    private Starter() {}

    public static void main(String[] arguments) throws Exception {
      Sandbox sandbox = new Sandbox(SandboxMode.BUBBLEWRAP);
      SandboxPlan plan =
          new SandboxPlan(
              List.of(),
              List.of("/bin/sh", "-c", "sleep " + arguments[0] + "; true"),
              Map.of(),
              Limits.probing());
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  sandbox.start(plan, System.out::println);
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              })
          .join();
      new CountDownLatch(1).await();
    }
  }

  private static void awaitProcesses(String commandLine, int count) {
    TestHome.await(count + " processes", () -> TestHome.processesWith(commandLine).size() == count);
  }
}
