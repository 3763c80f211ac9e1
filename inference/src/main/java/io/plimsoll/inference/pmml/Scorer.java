package io.plimsoll.inference.pmml;

import io.plimsoll.inference.tensor.InferenceException;
import java.util.List;

/** A model of a document, or of a segment of one. Immutable. */
interface Scorer {

  Outcome score(Frame frame) throws InferenceException;

  /** The classes, in the order of the shares; empty for a model that knows none. */
  List<String> classes();

  /** Whether its outcomes come with shares of classes. */
  default boolean hasShares() {
    return !classes().isEmpty();
  }
}
