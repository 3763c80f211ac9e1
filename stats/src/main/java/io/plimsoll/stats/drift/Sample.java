package io.plimsoll.stats.drift;

/** One side of a comparison. */
public sealed interface Sample permits Numbers, Categories, Histogram, Table {

  /** The forms in which a side can come. */
  enum Form {
    /** Numbers, in the order in which they were seen. */
    VALUES,
    /** How often each category was seen. */
    COUNTS,
    /** How many numbers fell between edges. */
    HISTOGRAM,
    /** Rows of several columns. */
    TABLE
  }

  Form form();

  /** Rows that can be used: not missing, not infinite. */
  long rows();

  /** Rows left out because they hold no value. */
  long missing();

  /** Rows left out because their number is infinite. */
  long infinite();
}
