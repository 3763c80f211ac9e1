package io.plimsoll.inference.python;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Lists what an environment holds, in the form of {@code pip freeze}. It reads the packages' own
 * metadata, because starting the environment's Python would already run what its packages hook into
 * the start.
 */
final class InstalledPackages {

  private static final Set<String> TOOLS = Set.of("pip", "setuptools", "wheel");

  private InstalledPackages() {}

  static List<String> list(Path environment) throws IOException {
    List<String> found = new ArrayList<>();
    try (Stream<Path> libraries = Files.list(environment.resolve("lib"))) {
      for (Path library : libraries.toList()) {
        Path packages = library.resolve("site-packages");
        if (Files.isDirectory(packages)) {
          addFrom(packages, found);
        }
      }
    }
    return found.stream().sorted(String.CASE_INSENSITIVE_ORDER).toList();
  }

  private static void addFrom(Path packages, List<String> found) throws IOException {
    try (Stream<Path> entries = Files.list(packages)) {
      for (Path entry : entries.toList()) {
        Path metadata = entry.resolve("METADATA");
        if (entry.toString().endsWith(".dist-info") && Files.isRegularFile(metadata)) {
          List<String> lines = Files.readAllLines(metadata);
          String name = header(lines, "Name: ");
          if (!TOOLS.contains(name)) {
            found.add(name + "==" + header(lines, "Version: "));
          }
        }
      }
    }
  }

  private static String header(List<String> lines, String key) {
    return lines.stream()
        .takeWhile(line -> !line.isEmpty())
        .filter(line -> line.startsWith(key))
        .map(line -> line.substring(key.length()).strip())
        .findFirst()
        .orElse("unknown");
  }
}
