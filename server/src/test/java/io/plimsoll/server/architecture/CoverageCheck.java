package io.plimsoll.server.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jacoco.core.analysis.Analyzer;
import org.jacoco.core.analysis.CoverageBuilder;
import org.jacoco.core.analysis.IClassCoverage;
import org.jacoco.core.analysis.ICounter;
import org.jacoco.core.tools.ExecFileLoader;
import org.junit.jupiter.api.Test;

/**
 * Runs after all tests and adds up which lines they ran, in their own JVMs and in the servers that
 * they started. The build of the server changes the bytecode of some classes, and JaCoCo knows
 * classes by their bytecode; so both forms are analysed, and a line counts if either was run.
 */
class CoverageCheck {
  private static final Path MEASURED = Path.of("target", "coverage");
  private static final Path COMPILED = Path.of("target", "classes");
  private static final Path TRANSFORMED =
      Path.of("target", "quarkus-app", "quarkus", "transformed-bytecode.jar");
  private static final String OURS = "io/plimsoll/";
  private static final Path REPORT = Path.of("target", "site", "jacoco", "jacoco.csv");

  @Test
  void testsRunEnoughOfTheServersLines() throws IOException {
    ExecFileLoader measured = new ExecFileLoader();
    for (Path file : measuredFiles()) {
      try {
        measured.load(file.toFile());
      } catch (EOFException cutOff) {
        // A server that a test killed while it wrote has left half a file; the rest still counts.
        System.out.printf("%s is cut off and counts as far as it goes.%n", file);
      }
    }
    Map<String, Lines> classes = new TreeMap<>();
    analyse(measured, COMPILED, classes);
    analyse(measured, TRANSFORMED, classes);

    write(classes);
    long total = classes.values().stream().mapToLong(Lines::total).sum();
    long run = classes.values().stream().mapToLong(Lines::run).sum();
    double percent = 100.0 * run / total;
    System.out.printf("Tests run %.1f %% of the server's %d lines.%n", percent, total);
    // What this run measured must not count for the next.
    for (Path file : measuredFiles()) {
      Files.delete(file);
    }

    assertThat(percent)
        .as("the share of lines that tests run, in percent; %s says of which class", REPORT)
        .isGreaterThanOrEqualTo(Integer.getInteger("coverage.floor", 80));
  }

  private static List<Path> measuredFiles() throws IOException {
    try (Stream<Path> files = Files.list(MEASURED)) {
      return files.filter(file -> file.toString().endsWith(".exec")).toList();
    }
  }

  private static void analyse(ExecFileLoader measured, Path classes, Map<String, Lines> into)
      throws IOException {
    CoverageBuilder found = new CoverageBuilder();
    new Analyzer(measured.getExecutionDataStore(), found).analyzeAll(classes.toFile());
    for (IClassCoverage each : found.getClasses()) {
      // The build transforms classes of its own libraries, too.
      if (each.getName().startsWith(OURS)) {
        into.computeIfAbsent(each.getName(), name -> new Lines()).add(each);
      }
    }
  }

  private static void write(Map<String, Lines> classes) throws IOException {
    List<String> rows = new ArrayList<>(List.of("PACKAGE,CLASS,LINE_MISSED,LINE_COVERED"));
    classes.forEach(
        (name, lines) -> {
          int slash = name.lastIndexOf('/');
          rows.add(
              "%s,%s,%d,%d"
                  .formatted(
                      name.substring(0, slash).replace('/', '.'),
                      name.substring(slash + 1).replace('$', '.'),
                      lines.total() - lines.run(),
                      lines.run()));
        });
    Files.createDirectories(REPORT.getParent());
    Files.write(REPORT, rows);
  }

  /** The lines of a class that hold code, and those that were run. */
  private static final class Lines {
    private final BitSet all = new BitSet();
    private final BitSet run = new BitSet();

    void add(IClassCoverage coverage) {
      for (int line = coverage.getFirstLine();
          line >= 0 && line <= coverage.getLastLine();
          line++) {
        int status = coverage.getLine(line).getStatus();
        if (status != ICounter.EMPTY) {
          all.set(line);
        }
        if (status == ICounter.FULLY_COVERED || status == ICounter.PARTLY_COVERED) {
          run.set(line);
        }
      }
    }

    long total() {
      return all.cardinality();
    }

    long run() {
      return run.cardinality();
    }
  }
}
