package io.plimsoll.inference.python;

/** What is known of how fast a model's workers are. */
interface Pace {

  /** How many rows a batch may have whose first call has so many. */
  int rowLimit(int first);

  /** How long a worker takes for so many rows; 0 while that is not known well enough. */
  default double expectedMs(int rows) {
    return 0;
  }
}
