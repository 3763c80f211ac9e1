package io.plimsoll.inference.python;

import java.nio.file.Path;

/**
 * A Python installation of the machine.
 *
 * @param executable its program
 * @param version full version, such as 3.11.7
 * @param basePrefix folder of the installation
 */
record Interpreter(Path executable, String version, Path basePrefix) {

  /** Whether it is of a wished version such as 3.11 or 3.11.7. */
  boolean is(String wished) {
    return version.equals(wished) || version.startsWith(wished + ".");
  }

  /** Audit hooks, which the worker relies on, came with 3.8; 3.9 is the oldest we test. */
  boolean isSupported() {
    String[] parts = version.split("\\.");
    return parts.length >= 2
        && Integer.parseInt(parts[0]) == 3
        && Integer.parseInt(parts[1].replaceAll("\\D.*", "")) >= 9;
  }
}
