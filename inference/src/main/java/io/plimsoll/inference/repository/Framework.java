package io.plimsoll.inference.repository;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What a model is made of, and so where it runs. */
public enum Framework {
  /** An estimator with scikit-learn's interface, saved by pickle, joblib or skops; a worker. */
  SKLEARN,
  /** Its own JSON or UBJSON, or a pickle of its scikit-learn classes; a worker. */
  XGBOOST,
  /** Its own text, or a pickle of its classes; a worker. */
  LIGHTGBM,
  /** TorchScript, or what torch.export.save writes; a worker. */
  TORCH,
  /** A .keras or HDF5 file; a worker. */
  KERAS,
  /** A SavedModel; a worker. */
  TENSORFLOW,
  /** A graph; inside the JVM. */
  ONNX,
  /** A document; inside the JVM. */
  PMML,
  /** A predict.py; a worker. */
  PYTHON;

  /** The word used in plimsoll.yaml and on the screen. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether it is a library's own model, which needs that library and no code of the user's. */
  boolean isEstimator() {
    return !isInServer() && this != PYTHON;
  }

  /** Whether it is data that the server itself computes with, without Python. */
  public boolean isInServer() {
    return this == ONNX || this == PMML;
  }

  /** Whether it is a network, which no step of ours turns into ONNX. */
  public boolean isNetwork() {
    return this == TORCH || this == KERAS || this == TENSORFLOW;
  }

  /** The packages of which one has to be there; empty where that is found out in other ways. */
  List<String> packages() {
    return switch (this) {
      case TORCH -> List.of("torch");
      case KERAS -> List.of("tensorflow-cpu", "tensorflow", "keras");
      case TENSORFLOW -> List.of("tensorflow-cpu", "tensorflow");
      case SKLEARN, XGBOOST, LIGHTGBM, ONNX, PMML, PYTHON -> List.of();
    };
  }

  /** A line of requirements.txt, as an example in messages. */
  String exampleRequirement() {
    return switch (this) {
      case XGBOOST -> "xgboost==3.2.0";
      case LIGHTGBM -> "lightgbm==4.7.0";
      case TORCH -> "torch==2.5.1";
      case KERAS, TENSORFLOW -> "tensorflow-cpu==2.21.0";
      case SKLEARN, ONNX, PMML, PYTHON -> "scikit-learn==1.7.2";
    };
  }

  /**
   * The library whose pickled object is of this module; what is like scikit-learn's counts as it.
   */
  static Framework ofModule(String module) {
    if (module.startsWith("xgboost.")) {
      return XGBOOST;
    }
    return module.startsWith("lightgbm.") ? LIGHTGBM : SKLEARN;
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
