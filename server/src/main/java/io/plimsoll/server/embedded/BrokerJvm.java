package io.plimsoll.server.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The Java command of the broker: this JVM's own program, the jars of one folder in a fixed order,
 * and the flags.
 */
final class BrokerJvm {
  private static final int FINGERPRINT_DIGITS = 16;

  private static final List<String> FLAGS =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:+ExitOnOutOfMemoryError",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");

  private final List<Path> jars;
  private final String maxHeap;

  private BrokerJvm(List<Path> jars, String maxHeap) {
    this.jars = List.copyOf(jars);
    this.maxHeap = maxHeap;
  }

  static BrokerJvm of(Path libraryDirectory, String maxHeap) {
    try (Stream<Path> files = Files.list(libraryDirectory.toRealPath())) {
      List<Path> jars = files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
      if (jars.isEmpty()) {
        throw new EmbeddedServerException(
            "There are no jars in " + libraryDirectory + ". Build the broker first.");
      }
      return new BrokerJvm(jars, maxHeap);
    } catch (IOException e) {
      throw new EmbeddedServerException(
          "Cannot read the broker's libraries in "
              + libraryDirectory
              + ": "
              + e.getMessage()
              + ". Build the broker first, or set PLIMSOLL_BROKER_LIB to its folder.",
          e);
    }
  }

  /** The command that runs a main class with more flags before it. */
  List<String> command(List<String> flags, String mainClass, Path argument) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx" + maxHeap);
    command.addAll(FLAGS);
    command.addAll(flags);
    command.add("-cp");
    command.add(String.join(":", jars.stream().map(Path::toString).toList()));
    command.add(mainClass);
    command.add(argument.toString());
    return command;
  }

  /**
   * The JVM refuses a start-up cache unless itself, the flags and every jar are what they were; so
   * does the fingerprint.
   */
  String fingerprint() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      add(digest, System.getProperty("java.home") + System.getProperty("java.vm.version") + FLAGS);
      for (Path jar : jars) {
        add(digest, jar + " " + Files.size(jar) + " " + Files.getLastModifiedTime(jar).toMillis());
      }
      return HexFormat.of().formatHex(digest.digest()).substring(0, FINGERPRINT_DIGITS);
    } catch (IOException e) {
      throw new EmbeddedServerException(
          "Cannot read the broker's libraries: " + e.getMessage() + ". Build again.", e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }

  static Map<String, String> environment() {
    return Map.of(
        "PATH",
        System.getenv().getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin"),
        "LC_ALL",
        "C.UTF-8");
  }

  private static void add(MessageDigest digest, String text) {
    digest.update(text.getBytes(StandardCharsets.UTF_8));
  }
}
