package io.plimsoll.inference.pmml;

import io.plimsoll.inference.tensor.InferenceException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What one kind of model needs to be compiled.
 *
 * @param function what the model does, as the document says it
 * @param labels the type of the field that a classifier predicts
 * @param targetValues the classes that the data dictionary knows, in its order; empty if it does
 *     not
 * @param nested reads the models of segments
 */
record Context(
    XmlElement element,
    String function,
    Scope scope,
    ValueType labels,
    List<String> targetValues,
    ModelReader nested) {

  Context {
    targetValues = List.copyOf(targetValues);
  }

  private static final Set<String> COMMON =
      Set.of(
          "MiningSchema",
          "Output",
          "ModelStats",
          "ModelExplanation",
          "Targets",
          "LocalTransformations",
          "ModelVerification");

  boolean isClassification() {
    return function.equals("classification");
  }

  boolean isRegression() {
    return function.equals("regression");
  }

  /** Refuses what no reader of this kind of model looks at. */
  void allow(String... own) throws InferenceException {
    Set<String> known = new TreeSet<>(COMMON);
    known.addAll(Set.of(own));
    element.allow(known);
  }

  Predicates predicates() {
    return new Predicates(scope);
  }

  String label(String written) {
    return labels.canonical(written);
  }

  InferenceException notThere() {
    return element.refused("with functionName=\"%s\" is not supported".formatted(function));
  }
}
