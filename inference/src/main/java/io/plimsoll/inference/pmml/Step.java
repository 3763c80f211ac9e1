package io.plimsoll.inference.pmml;

import io.plimsoll.inference.tensor.InferenceException;

/** What fills a slot before a model looks at it; it may refuse the row. */
interface Step {
  void run(Frame frame) throws InferenceException;
}
