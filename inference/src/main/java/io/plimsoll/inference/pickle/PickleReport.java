package io.plimsoll.inference.pickle;

import java.util.List;

/**
 * What a pickle is and imports.
 *
 * @param file its name, for messages
 * @param joblib whether joblib has to load it: arrays stand in the stream, or it is compressed
 * @param protocol highest protocol seen; 0 if the stream names none
 * @param globals in order of their first appearance
 */
public record PickleReport(
    String file, boolean joblib, int protocol, List<GlobalReference> globals) {

  public PickleReport {
    globals = List.copyOf(globals);
  }
}
