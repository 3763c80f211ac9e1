package io.plimsoll.inference.python;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The virtual environments below one folder, each built once and shared by all models that ask for
 * the same. Thread-safe, and safe between processes that share the folder.
 */
public final class PythonEnvironments {

  /** Part of each digest, so that a change in how environments are built makes new ones. */
  private static final String RECIPE = "1";

  private static final String COMPLETE = "plimsoll-environment.json";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;
  private final Interpreters interpreters = new Interpreters();
  private final Map<String, ReentrantLock> locks = new ConcurrentHashMap<>();

  /** What is written beside a complete environment. */
  record Written(String python, String basePrefix, List<String> requirements, List<String> lock) {}

  public PythonEnvironments(Path folder) {
    this.folder = folder.toAbsolutePath().normalize();
  }

  /**
   * Returns the environment for these requirements, building it first if it is not there. What pip
   * says goes to {@code progress} line by line. Interrupting the thread ends the build.
   *
   * @param python a wished version such as 3.11, or empty for the machine's own
   */
  public PythonEnvironment prepare(
      Requirements requirements, Optional<String> python, Consumer<String> progress)
      throws EnvironmentException, InterruptedException {
    return prepare(new EnvironmentBuild.Wish(requirements, false, List.of()), python, progress);
  }

  /**
   * As the first, with the very versions that were installed before: for an environment that was
   * lost, so that what is not pinned does not become something else.
   */
  public PythonEnvironment restore(
      Requirements requirements,
      List<String> lock,
      Optional<String> python,
      Consumer<String> progress)
      throws EnvironmentException, InterruptedException {
    return prepare(new EnvironmentBuild.Wish(requirements, false, lock), python, progress);
  }

  /**
   * As above, with nothing but the packages that are named: what they depend on is left out. Such
   * packages are added to another environment, which brings the rest.
   */
  public PythonEnvironment prepareAddition(
      Requirements requirements, String python, Consumer<String> progress)
      throws EnvironmentException, InterruptedException {
    return prepare(
        new EnvironmentBuild.Wish(requirements, true, List.of()), Optional.of(python), progress);
  }

  private PythonEnvironment prepare(
      EnvironmentBuild.Wish wish, Optional<String> python, Consumer<String> progress)
      throws EnvironmentException, InterruptedException {
    Interpreter interpreter = interpreters.require(python);
    String digest = digest(wish.requirements(), wish.isAddition(), interpreter);
    Optional<PythonEnvironment> ready = find(digest);
    if (ready.isPresent()) {
      return ready.get();
    }
    ReentrantLock lock = locks.computeIfAbsent(digest, any -> new ReentrantLock());
    lock.lockInterruptibly();
    try {
      return buildOnce(digest, wish, interpreter, progress);
    } catch (IOException e) {
      throw new EnvironmentException(
          "the environment could not be written below " + folder + ": " + e.getMessage(), e);
    } finally {
      lock.unlock();
    }
  }

  /** A complete environment by its digest. */
  public Optional<PythonEnvironment> find(String digest) {
    Path directory = folder.resolve(digest);
    Path complete = directory.resolve(COMPLETE);
    if (!digest.matches("[0-9a-f]{32}") || !Files.isRegularFile(complete)) {
      return Optional.empty();
    }
    try {
      Written written = JSON.readValue(complete.toFile(), Written.class);
      Path prefix = Path.of(written.basePrefix());
      // An interpreter that was upgraded or removed leaves an environment that cannot start.
      boolean usable = Files.exists(directory.resolve("bin/python")) && Files.isDirectory(prefix);
      return usable
          ? Optional.of(
              new PythonEnvironment(
                  digest, directory, written.python(), prefix, written.lock(), true))
          : Optional.empty();
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  private PythonEnvironment buildOnce(
      String digest, EnvironmentBuild.Wish wish, Interpreter interpreter, Consumer<String> progress)
      throws IOException, EnvironmentException, InterruptedException {
    Files.createDirectories(folder);
    Path lockFile = folder.resolve(digest + ".lock");
    try (FileChannel channel =
            FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock held = channel.lock()) {
      Optional<PythonEnvironment> ready = held.isValid() ? find(digest) : Optional.empty();
      if (ready.isPresent()) {
        return ready.get();
      }
      Path directory = folder.resolve(digest);
      deleteTree(directory);
      boolean complete = false;
      try {
        PythonEnvironment built = build(digest, directory, wish, interpreter, progress);
        complete = true;
        return built;
      } finally {
        if (!complete) {
          deleteTree(directory);
        }
      }
    }
  }

  private static PythonEnvironment build(
      String digest,
      Path directory,
      EnvironmentBuild.Wish wish,
      Interpreter interpreter,
      Consumer<String> progress)
      throws IOException, EnvironmentException, InterruptedException {
    progress.accept("building a Python " + interpreter.version() + " environment");
    new EnvironmentBuild(directory, interpreter, progress).run(wish);
    List<String> lock = InstalledPackages.list(directory);
    Written written =
        new Written(
            interpreter.version(),
            interpreter.basePrefix().toString(),
            wish.requirements().lines(),
            lock);
    // The file that makes the environment count appears last and at once.
    Path draft = directory.resolve(COMPLETE + ".draft");
    JSON.writerWithDefaultPrettyPrinter().writeValue(draft.toFile(), written);
    Files.move(draft, directory.resolve(COMPLETE), StandardCopyOption.ATOMIC_MOVE);
    return new PythonEnvironment(
        digest, directory, interpreter.version(), interpreter.basePrefix(), lock, false);
  }

  private static String digest(
      Requirements requirements, boolean isAddition, Interpreter interpreter) {
    String text =
        String.join(
            "\n",
            isAddition ? RECIPE + " addition" : RECIPE,
            interpreter.version(),
            interpreter.basePrefix().toString(),
            System.getProperty("os.name") + "-" + System.getProperty("os.arch"),
            String.join("\n", requirements.lines()));
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static void deleteTree(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
