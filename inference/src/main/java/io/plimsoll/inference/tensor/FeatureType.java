package io.plimsoll.inference.tensor;

import java.util.Arrays;
import java.util.Locale;

/** What kind of value a named feature takes. */
public enum FeatureType {
  /** Any number; null means missing and travels as NaN. */
  NUMBER(DataType.FP64),
  /** A whole number; cannot be missing, because integers have no NaN. */
  INTEGER(DataType.INT64),
  /** Text; null means missing. */
  STRING(DataType.BYTES),
  /** True or false; cannot be missing. */
  BOOLEAN(DataType.BOOL);

  private final DataType tensorType;

  FeatureType(DataType tensorType) {
    this.tensorType = tensorType;
  }

  /** The tensor type in which a Python model receives it. */
  public DataType tensorType() {
    return tensorType;
  }

  /** The feature type that values of a tensor type need. */
  public static FeatureType of(DataType type) {
    return switch (type) {
      case BOOL -> BOOLEAN;
      case BYTES -> STRING;
      case FP16, FP32, FP64 -> NUMBER;
      case UINT8, UINT16, UINT32, UINT64, INT8, INT16, INT32, INT64 -> INTEGER;
    };
  }

  /** Reads the word used in plimsoll.yaml. */
  public static FeatureType parse(String word) {
    for (FeatureType type : values()) {
      if (type.word().equals(word)) {
        return type;
      }
    }
    throw new IllegalArgumentException(
        "unknown feature type \""
            + word
            + "\"; known are "
            + Arrays.stream(values()).map(FeatureType::word).toList());
  }

  /** The word used in plimsoll.yaml and in messages. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
