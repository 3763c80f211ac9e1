package io.plimsoll.inference.tensor;

import java.util.List;

/** What one input or output looks like; a dimension of -1 may have any size. */
public record TensorSpec(String name, DataType type, List<Long> shape) {

  public TensorSpec {
    shape = List.copyOf(shape);
    for (long dimension : shape) {
      if (dimension < -1) {
        throw new IllegalArgumentException(
            "tensor \"" + name + "\" has the dimension " + dimension + "; -1 means any size");
      }
    }
  }

  /** One value a row: the shape [-1]. */
  public static TensorSpec column(String name, DataType type) {
    return new TensorSpec(name, type, List.of(-1L));
  }

  /** Number of values in one row, or -1 if the signature leaves it open. */
  public long rowWidth() {
    long width = 1;
    for (int i = 1; i < shape.size(); i++) {
      if (shape.get(i) < 0) {
        return -1;
      }
      width *= shape.get(i);
    }
    return width;
  }

  /** Whether each row holds exactly one value: [-1] or [-1, 1]. */
  public boolean hasOneColumn() {
    return !shape.isEmpty() && shape.size() <= 2 && rowWidth() == 1;
  }

  /** Whether a tensor of that shape fits. */
  public boolean accepts(long[] actual) {
    if (actual.length != shape.size()) {
      return false;
    }
    for (int i = 0; i < actual.length; i++) {
      if (shape.get(i) >= 0 && shape.get(i) != actual[i]) {
        return false;
      }
    }
    return true;
  }
}
