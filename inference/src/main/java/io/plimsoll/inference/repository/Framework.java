package io.plimsoll.inference.repository;

import java.util.Arrays;
import java.util.Locale;

/** What a model is made of, and so where it runs. */
public enum Framework {
  /** An estimator with scikit-learn's interface in a pickle or joblib file; a sandboxed worker. */
  SKLEARN,
  /** A graph; inside the JVM. */
  ONNX,
  /** A predict.py; a sandboxed worker. */
  PYTHON;

  /** The word used in plimsoll.yaml and on the screen. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Framework parse(String word) throws InvalidRepositoryException {
    return Arrays.stream(values())
        .filter(framework -> framework.word().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidRepositoryException(
                    "plimsoll.yaml: unknown framework \""
                        + word
                        + "\"; known are "
                        + Arrays.stream(values()).map(Framework::word).toList()));
  }
}
