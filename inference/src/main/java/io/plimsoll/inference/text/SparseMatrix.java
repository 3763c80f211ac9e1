package io.plimsoll.inference.text;

/**
 * A linear step: for each term the numbers that it adds to, and how much to each. Immutable.
 *
 * @param columns how many numbers come out
 * @param starts where the entries of each term begin, and of one more where all end
 * @param places of each entry the number that it adds to
 */
record SparseMatrix(int columns, int[] starts, int[] places, double[] values) {

  SparseMatrix {
    if (columns < 1 || starts.length == 0 || starts[0] != 0 || places.length != values.length) {
      throw new IllegalArgumentException("a damaged matrix");
    }
    for (int i = 1; i < starts.length; i++) {
      if (starts[i] < starts[i - 1]) {
        throw new IllegalArgumentException("the rows of a matrix have to follow each other");
      }
    }
    if (starts[starts.length - 1] != places.length) {
      throw new IllegalArgumentException("the rows of a matrix do not hold all of its entries");
    }
    for (int place : places) {
      if (place < 0 || place >= columns) {
        throw new IllegalArgumentException(
            "a matrix of %d columns has %d".formatted(columns, place));
      }
    }
  }

  int rows() {
    return starts.length - 1;
  }

  void addTo(SparseRow row, double[] target, int offset) {
    for (int i = 0; i < row.length(); i++) {
      double value = row.values()[i];
      int term = row.places()[i];
      for (int entry = starts[term]; entry < starts[term + 1]; entry++) {
        target[offset + places[entry]] += value * values[entry];
      }
    }
  }
}
