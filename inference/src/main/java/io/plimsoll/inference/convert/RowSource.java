package io.plimsoll.inference.convert;

/** Where the rows of a proof come from. */
public enum RowSource {
  TEST_DATA("test data"),
  BASELINE("baseline"),
  /** Made from the rows above: the two sides of the splits of trees. */
  BOUNDARY("boundary"),
  /** Made from a row of the test data: missing, infinite, huge and unheard-of values. */
  EDGE("edge");

  private final String word;

  RowSource(String word) {
    this.word = word;
  }

  /** The word used in messages and on the screen. */
  public String word() {
    return word;
  }
}
