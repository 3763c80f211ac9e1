package io.plimsoll.inference.repository;

import io.plimsoll.inference.pickle.PickleReport;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The reports of all pickles of a repository, by file. All of them passed.
 *
 * @param vouchedFor the imports that passed only because somebody answers for them
 */
public record ScanReport(Map<Path, PickleReport> files, Set<String> vouchedFor) {

  public ScanReport {
    files = Map.copyOf(new LinkedHashMap<>(files));
    vouchedFor = Collections.unmodifiableSortedSet(new TreeSet<>(vouchedFor));
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
        + ", all allowed"
        + (vouchedFor.isEmpty() ? "" : "; by exception " + String.join(", ", vouchedFor));
  }

  private static String counted(int count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }
}
