package io.plimsoll.inference.convert;

import java.util.List;

/**
 * How a model's signature is carried by its graph.
 *
 * @param matrix whether all features travel as one matrix, else as one column each
 * @param refusals what has to be refused before the graph sees it
 */
public record CompiledForm(Precision precision, boolean matrix, List<Refusal> refusals) {

  public CompiledForm {
    refusals = List.copyOf(refusals);
  }
}
