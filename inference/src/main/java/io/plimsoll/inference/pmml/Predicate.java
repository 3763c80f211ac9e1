package io.plimsoll.inference.pmml;

/** A condition on a row, which is unknown where it asks for something that is missing. */
interface Predicate {

  int FALSE = 0;
  int TRUE = 1;
  int UNKNOWN = -1;

  int test(Frame frame);

  static int of(boolean holds) {
    return holds ? TRUE : FALSE;
  }
}
