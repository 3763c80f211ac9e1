package io.plimsoll.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Prints figures as they come, and at the end all of them as Markdown. */
final class Report {
  private final PrintStream out;
  private final List<String> rows = new ArrayList<>();
  private final List<String> tables = new ArrayList<>();
  private final List<String> facts = new ArrayList<>();

  Report(PrintStream out) {
    this.out = out;
  }

  /** On what the figures were taken, and how busy it was with other things. */
  void machine() {
    fact(
        "%d processors (%s), %d GiB of memory, Java %s; load average before the run %.2f"
            .formatted(
                processors(),
                line("/proc/cpuinfo", "model name"),
                Long.parseLong(line("/proc/meminfo", "MemTotal").replaceAll("\\D", "")) >> 20,
                Runtime.version().feature(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage()));
  }

  void say(String text) {
    out.println("bench: " + text);
    out.flush();
  }

  void fact(String text) {
    facts.add(text);
    say(text);
  }

  /** A row of the table of loads. */
  void load(String name, LoadResult result, Cpu cpu) {
    String row =
        "| %s | %,.0f | %.1f | %.1f | %.1f | %.0f | %.0f | %s |"
            .formatted(
                name,
                result.perSecond(),
                result.millisAt(50),
                result.millisAt(99),
                result.maxMillis(),
                cpu.serverMicrosPer(result.succeeded()),
                cpu.allMicrosPer(result.succeeded()),
                result.failed() == 0 ? "0" : result.failures().toString());
    rows.add(row);
    say(row);
  }

  /** A table of its own, printed at the end. */
  void table(String head, List<String> body) {
    tables.add(head + "\n" + head.replaceAll("[^|]+", " --- ") + "\n" + String.join("\n", body));
  }

  void finish() {
    out.println();
    if (!rows.isEmpty()) {
      out.println(
          "| what | answers/s | p50 ms | p99 ms | max ms | server CPU µs each | all CPU µs each |"
              + " failed |");
      out.println("| --- | --- | --- | --- | --- | --- | --- | --- |");
      rows.forEach(out::println);
      out.println();
    }
    tables.forEach(table -> out.println(table + "\n"));
    facts.forEach(fact -> out.println("- " + fact));
    out.flush();
  }

  static String millis(Duration duration) {
    return String.format(Locale.ROOT, "%,d ms", duration.toMillis());
  }

  /** All of the machine's, also if this process may run on one of them only. */
  static long processors() {
    try {
      return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
          .filter(line -> line.startsWith("processor"))
          .count();
    } catch (IOException elsewhere) {
      return Runtime.getRuntime().availableProcessors();
    }
  }

  private static String line(String file, String name) {
    try {
      return Files.readAllLines(Path.of(file)).stream()
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("0");
    } catch (IOException elsewhere) {
      // Only Linux has these files; the figures stand without them.
      return "0";
    }
  }
}
