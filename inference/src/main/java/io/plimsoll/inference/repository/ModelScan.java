package io.plimsoll.inference.repository;

import io.plimsoll.inference.pickle.GlobalPolicy;
import io.plimsoll.inference.pickle.GlobalReference;
import io.plimsoll.inference.pickle.PickleReport;
import io.plimsoll.inference.pickle.PickleScanner;
import io.plimsoll.inference.pickle.UnsafePickleException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Scans every pickle of a repository before anything opens one. */
public final class ModelScan {

  private ModelScan() {}

  /**
   * Refuses the repository by the first pickle that imports what no model needs.
   *
   * @param vouchedFor what may be imported all the same, as {@link GlobalReference#qualified}
   */
  public static ScanReport scan(Inspection inspection, Set<String> vouchedFor)
      throws IOException, UnsafePickleException {
    GlobalPolicy usual = policy(inspection);
    GlobalPolicy policy = usual.vouchingFor(vouchedFor);
    Map<Path, PickleReport> reports = new LinkedHashMap<>();
    Set<String> needed = new TreeSet<>();
    for (Path pickle : inspection.pickles()) {
      PickleReport report = PickleScanner.scan(pickle, policy);
      reports.put(pickle, report);
      report.globals().stream()
          .filter(global -> !usual.allows(global))
          .forEach(global -> needed.add(global.qualified()));
    }
    return new ScanReport(reports, needed);
  }

  /** Where a repository brings code of its own, its pickles may hold objects of that code. */
  private static GlobalPolicy policy(Inspection inspection) throws IOException {
    GlobalPolicy standard = GlobalPolicy.standard();
    return inspection.predictFile().isPresent()
        ? standard.withOwnModules(modules(inspection.directory()))
        : standard;
  }

  private static Set<String> modules(Path directory) throws IOException {
    Set<String> modules = new HashSet<>();
    try (Stream<Path> entries = Files.list(directory)) {
      for (Path entry : entries.toList()) {
        String name = entry.getFileName().toString();
        if (name.endsWith(".py")) {
          modules.add(name.substring(0, name.length() - 3));
        } else if (Files.exists(entry.resolve("__init__.py"))) {
          modules.add(name);
        }
      }
    }
    return modules;
  }
}
