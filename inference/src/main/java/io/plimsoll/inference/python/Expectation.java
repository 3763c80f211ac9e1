package io.plimsoll.inference.python;

import java.util.Map;

/**
 * What is known of a model before its first call.
 *
 * @param workerBytes memory of a worker; 0 if that is not known
 * @param msByRows how long calls of so many rows took
 */
public record Expectation(long workerBytes, Map<Integer, Double> msByRows) {

  public static final Expectation NONE = new Expectation(0, Map.of());

  public Expectation {
    msByRows = Map.copyOf(msByRows);
  }
}
