package io.plimsoll.inference.repository;

import io.plimsoll.inference.pickle.PickleReport;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The reports of all pickles of a repository, by file. All of them passed. */
public record ScanReport(Map<Path, PickleReport> files) {

  public ScanReport {
    files = Map.copyOf(new LinkedHashMap<>(files));
  }

  /** One line for the log. */
  public String summary() {
    if (files.isEmpty()) {
      return "no pickles to scan";
    }
    int imports = files.values().stream().mapToInt(report -> report.globals().size()).sum();
    return counted(files.size(), "pickle")
        + " scanned, "
        + counted(imports, "import")
        + ", all allowed";
  }

  private static String counted(int count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }
}
