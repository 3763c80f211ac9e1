package io.plimsoll.inference.text;

/** The number of each term. Immutable; safe for any number of threads. */
sealed interface Terms permits Vocabulary, HashedTerms {

  /** No term of these. */
  int UNKNOWN = -1;

  /** How many numbers there are. */
  int size();

  /**
   * Twice the number of a term, and one more if it counts negatively; {@link #UNKNOWN} if it does
   * not count.
   */
  int find(int[] points, int from, int to);
}
