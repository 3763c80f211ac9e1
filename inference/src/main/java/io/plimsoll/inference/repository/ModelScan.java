package io.plimsoll.inference.repository;

import io.plimsoll.inference.pickle.GlobalPolicy;
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
import java.util.stream.Stream;

/** Scans every pickle of a repository before anything opens one. */
public final class ModelScan {

  private ModelScan() {}

  /** Refuses the repository by the first pickle that imports what no model needs. */
  public static ScanReport scan(Inspection inspection) throws IOException, UnsafePickleException {
    GlobalPolicy policy = policy(inspection);
    Map<Path, PickleReport> reports = new LinkedHashMap<>();
    for (Path pickle : inspection.pickles()) {
      reports.put(pickle, PickleScanner.scan(pickle, policy));
    }
    return new ScanReport(reports);
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
