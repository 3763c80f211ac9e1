package io.plimsoll.inference.sandbox;

import io.plimsoll.inference.sandbox.BubblewrapCommand.Privilege;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Starts commands apart from this process. Thread-safe; closing it kills all that it started.
 *
 * <p>One thread of its own starts every process: Linux sends the death signal when the starting
 * <em>thread</em> ends, and a virtual thread's carrier may end at any time.
 */
public final class Sandbox implements AutoCloseable {

  private static final String INSTALL =
      "install bubblewrap (apt-get install bubblewrap, dnf install bubblewrap), or choose the mode"
          + " NONE if you trust every model that is pushed";

  private final SandboxMode mode;
  private final ExecutorService starter =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("sandbox-starter").factory());
  private volatile @Nullable Privilege privilege;

  public Sandbox(SandboxMode mode) {
    this.mode = mode;
  }

  public SandboxMode mode() {
    return mode;
  }

  /** The path under which the command finds what a mount shows. */
  public String pathOf(Mount mount) {
    return switch (mode) {
      case BUBBLEWRAP -> mount.inside();
      case NONE -> mount.host().toString();
    };
  }

  /** Tries it out. */
  public SandboxCheck check() {
    if (mode == SandboxMode.NONE) {
      return new SandboxCheck(true, "models run as plain subprocesses without a sandbox");
    }
    List<String> said = new ArrayList<>();
    Optional<Path> program = Host.program("bwrap");
    for (String tool : List.of("bwrap", "prlimit", "setpriv")) {
      if (Host.program(tool).isEmpty()) {
        return new SandboxCheck(false, tool + " was not found; " + INSTALL);
      }
    }
    for (Privilege candidate : candidates()) {
      if (program.isPresent() && works(program.get(), candidate, said)) {
        privilege = candidate;
        return new SandboxCheck(true, description(candidate));
      }
    }
    return new SandboxCheck(
        false,
        "bubblewrap cannot build a sandbox here: "
            + String.join("; ", said)
            + "; allow user namespaces (sysctl kernel.unprivileged_userns_clone=1,"
            + " user.max_user_namespaces>0), or "
            + INSTALL);
  }

  private static List<Privilege> candidates() {
    return Host.isRoot()
        ? List.of(Privilege.ROOT, Privilege.USER_NAMESPACE)
        : List.of(Privilege.USER_NAMESPACE);
  }

  private static String description(Privilege privilege) {
    if (privilege == Privilege.USER_NAMESPACE && Host.isRoot()) {
      return "bubblewrap works in a user namespace of root, in which Linux does not limit the number"
          + " of processes; start Plimsoll as an ordinary user";
    }
    return "bubblewrap works";
  }

  private boolean works(Path program, Privilege candidate, List<String> said) {
    SandboxPlan plan =
        new SandboxPlan(List.of(), List.of("/usr/bin/true"), Map.of(), Limits.probing());
    try (SandboxProcess process =
        launch(
            new BubblewrapCommand(program, candidate).build(plan),
            Map.of(),
            plan.limits(),
            said::add,
            Optional.empty())) {
      return process.waitFor(Duration.ofSeconds(20)) && process.exitCode() == 0;
    } catch (IOException e) {
      said.add(String.valueOf(e.getMessage()));
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Starts the command; each line that it prints goes to {@code log}, from another thread. */
  public SandboxProcess start(SandboxPlan plan, Consumer<String> log) throws IOException {
    if (mode == SandboxMode.NONE) {
      return startPlain(plan, log);
    }
    Privilege chosen = privilege;
    if (chosen == null) {
      SandboxCheck check = check();
      chosen = privilege;
      if (chosen == null) {
        throw new IOException(check.message());
      }
    }
    Path program = Host.program("bwrap").orElseThrow(() -> new IOException(INSTALL));
    List<String> line = new BubblewrapCommand(program, chosen).build(plan);
    return launch(line, Map.of(), plan.limits(), log, Optional.empty());
  }

  private SandboxProcess startPlain(SandboxPlan plan, Consumer<String> log) throws IOException {
    Path scratch = Files.createTempDirectory("plimsoll-model-");
    List<String> line = new ArrayList<>();
    Host.program("setpriv")
        .ifPresent(tool -> line.addAll(List.of(tool.toString(), "--pdeathsig", "KILL", "--")));
    if (Host.program("prlimit").isPresent()) {
      // A limit on processes would count every process of our own user here.
      line.addAll(BubblewrapCommand.resourceLimits(plan.limits(), false));
    }
    line.addAll(plan.command());
    Map<String, String> environment = neutralEnvironment(scratch.toString());
    environment.putAll(plan.environment());
    return launch(line, environment, plan.limits(), log, Optional.of(scratch));
  }

  private SandboxProcess launch(
      List<String> line,
      Map<String, String> environment,
      Limits limits,
      Consumer<String> log,
      Optional<Path> folder)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(environment);
    folder.ifPresent(path -> builder.directory(path.toFile()));
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    Process process = startOnOwnThread(builder);
    Thread output =
        Thread.ofVirtual()
            .name("sandbox-output-" + process.pid())
            .start(new LogLines(process.getInputStream(), limits.logBytesPerMinute(), log));
    return new SandboxProcess(process, limits, output, folder);
  }

  private Process startOnOwnThread(ProcessBuilder builder) throws IOException {
    try {
      return CompletableFuture.supplyAsync(
              () -> {
                try {
                  return builder.start();
                } catch (IOException e) {
                  throw new CompletionException(e);
                }
              },
              starter)
          .join();
    } catch (RejectedExecutionException e) {
      throw new IOException("the sandbox is closed", e);
    } catch (CompletionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw e;
    }
  }

  /** Nothing of our own environment reaches the command, since secrets live there. */
  static Map<String, String> neutralEnvironment(String home) {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("PATH", "/usr/local/bin:/usr/bin:/bin");
    environment.put("HOME", home);
    environment.put("TMPDIR", home);
    environment.put("LANG", "C.UTF-8");
    environment.put("USER", "sandbox");
    environment.put("LOGNAME", "sandbox");
    return environment;
  }

  /** Ends the starting thread, and with it, by the death signal, whatever still runs. */
  @Override
  public void close() {
    starter.shutdownNow();
  }
}
