package io.plimsoll.inference.convert;

import io.plimsoll.inference.tensor.DataType;

/** In what numbers a compiled model computes; the first that is proved wins. */
public enum Precision {
  FLOAT32(DataType.FP32),
  FLOAT64(DataType.FP64);

  private final DataType type;

  Precision(DataType type) {
    this.type = type;
  }

  /** The element type of the graph's numeric inputs. */
  public DataType type() {
    return type;
  }

  /** The word used on the screen. */
  public String word() {
    return this == FLOAT32 ? "float32" : "float64";
  }
}
