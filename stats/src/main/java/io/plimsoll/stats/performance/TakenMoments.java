package io.plimsoll.stats.performance;

/** Count, mean and variance of values that can be taken back as well as added. */
final class TakenMoments {
  private long rows;
  private final ExactSum sum;
  private final ExactSum squares;

  TakenMoments() {
    this(0, new ExactSum(), new ExactSum());
  }

  private TakenMoments(long rows, ExactSum sum, ExactSum squares) {
    this.rows = rows;
    this.sum = sum;
    this.squares = squares;
  }

  /**
   * Adds a value.
   *
   * @param times 1 to add it, -1 to take it back
   */
  void add(double value, long times) {
    rows += times;
    sum.add(times * value);
    squares.addSquare(value, times);
  }

  void add(TakenMoments other) {
    rows += other.rows;
    sum.add(other.sum);
    squares.add(other.squares);
  }

  long rows() {
    return rows;
  }

  /** The sum of the squared distances from the mean. */
  double spread() {
    return rows < 1 ? 0 : squares.spread(sum, rows);
  }

  double mean() {
    return sum.value() / rows;
  }

  Estimate estimate() {
    return rows < 1
        ? Estimate.UNDEFINED
        : Estimate.mean(mean(), rows == 1 ? Double.NaN : spread() / (rows - 1), rows);
  }

  void write(StateWriter writer) {
    writer.writeLong(rows);
    sum.write(writer);
    squares.write(writer);
  }

  static TakenMoments read(StateReader reader) {
    return new TakenMoments(reader.readLong(), ExactSum.read(reader), ExactSum.read(reader));
  }
}
