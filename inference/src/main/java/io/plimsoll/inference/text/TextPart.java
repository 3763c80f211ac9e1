package io.plimsoll.inference.text;

import io.plimsoll.inference.tensor.InferenceException;
import java.util.List;
import java.util.Optional;

/**
 * One vectoriser on one column, perhaps with a linear step behind it. Immutable.
 *
 * @param column the input of the model that it reads
 * @param isSingle whether it computes in float32
 * @param offset where in the row its numbers are added
 * @param matrix the linear step; empty if the numbers of the terms are what is added
 */
record TextPart(
    String column,
    Analysis analysis,
    Terms terms,
    boolean isBinary,
    boolean isSingle,
    List<Weighting> weightings,
    int offset,
    Optional<SparseMatrix> matrix) {

  TextPart {
    weightings = List.copyOf(weightings);
    for (Weighting weighting : weightings) {
      if (weighting.idf().isPresent() && weighting.idf().get().length != terms.size()) {
        throw new IllegalArgumentException("not every term has a weight");
      }
    }
    if (matrix.isPresent() && matrix.get().rows() != terms.size()) {
      throw new IllegalArgumentException("not every term has a row of the matrix");
    }
  }

  /** How many numbers of the row it adds to. */
  int width() {
    return matrix.map(SparseMatrix::columns).orElse(terms.size());
  }

  /** Adds the numbers of a text to a row that begins at a place. */
  void add(String text, double[] rows, int start) throws InferenceException {
    Tally tally = new Tally(terms);
    analysis.count(text, tally);
    SparseRow row = tally.row(isBinary);
    for (Weighting weighting : weightings) {
      weighting.apply(row, isSingle);
    }
    if (matrix.isPresent()) {
      matrix.get().addTo(row, rows, start + offset);
    } else {
      row.addTo(rows, start + offset);
    }
  }
}
