package io.plimsoll.inference.python;

import java.nio.file.Path;
import java.util.List;

/**
 * A complete virtual environment on disk.
 *
 * @param digest names it: what was asked for, the interpreter, and how it was built
 * @param directory the virtual environment itself
 * @param pythonVersion full version of its interpreter, such as 3.11.7
 * @param basePrefix installation of the interpreter that the environment borrows
 * @param lock what was installed, one {@code name==version} each, sorted
 * @param reused whether it was there before it was asked for
 */
public record PythonEnvironment(
    String digest,
    Path directory,
    String pythonVersion,
    Path basePrefix,
    List<String> lock,
    boolean reused) {

  /** Where a sandbox shows the environment. */
  public static final String INSIDE = "/environment";

  public PythonEnvironment {
    lock = List.copyOf(lock);
  }
}
