package io.plimsoll.inference.repository;

import java.util.Arrays;
import java.util.Locale;

/** What plimsoll.yaml says about where a model is to run. */
public enum EngineChoice {
  /** In the JVM where that is proved to give the same answers, else in a Python worker. */
  AUTO,
  /** In the JVM; a model that cannot be proved to run there is refused. */
  JVM,
  /** In a Python worker. */
  PYTHON;

  /** The word used in plimsoll.yaml. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static EngineChoice parse(String word) throws InvalidRepositoryException {
    return Arrays.stream(values())
        .filter(choice -> choice.word().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidRepositoryException(
                    "plimsoll.yaml: unknown engine \""
                        + word
                        + "\"; known are "
                        + Arrays.stream(values()).map(EngineChoice::word).toList()));
  }
}
