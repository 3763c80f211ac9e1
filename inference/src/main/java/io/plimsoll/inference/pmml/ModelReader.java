package io.plimsoll.inference.pmml;

import io.plimsoll.inference.tensor.InferenceException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Compiles the model of a document, and those that its segments hold. */
final class ModelReader {

  static final Set<String> KINDS =
      Set.of(
          "RegressionModel",
          "GeneralRegressionModel",
          "TreeModel",
          "MiningModel",
          "NeuralNetwork",
          "ClusteringModel",
          "Scorecard");

  /** How the specification names what a model predicts; before 4.2 it was "predicted". */
  private static final Set<String> TARGETS = Set.of("target", "predicted");

  private final Map<String, DataField> dictionary;
  private final Map<String, Slot> inputs = new LinkedHashMap<>();

  ModelReader(Map<String, DataField> dictionary) {
    this.dictionary = dictionary;
  }

  /** The fields that callers send, in the order of the outermost model's mining schema. */
  Map<String, Slot> inputs() {
    return inputs;
  }

  /** The type of what a model predicts, as far as the dictionary knows it. */
  Optional<DataField> target(XmlElement model) throws InferenceException {
    List<XmlElement> targets =
        model.requireChild("MiningSchema").children("MiningField").stream()
            .filter(field -> TARGETS.contains(field.textOr("usageType", "active")))
            .toList();
    if (targets.size() > 1) {
      throw model.refused("predicts %d fields; one is supported".formatted(targets.size()));
    }
    return targets.isEmpty()
        ? Optional.empty()
        : Optional.ofNullable(dictionary.get(targets.getFirst().require("name")));
  }

  /** The document's own model. */
  CompiledModel outermost(XmlElement element, Scope document, List<Step> steps)
      throws InferenceException {
    for (XmlElement field : activeFields(element)) {
      String name = field.require("name");
      DataField known = dictionary.get(name);
      if (known == null) {
        throw field.refused("names \"%s\", which the DataDictionary does not".formatted(name));
      }
      Slot slot = document.add(field, name, known.type());
      if (inputs.put(name, slot) != null) {
        throw field.refused("names \"%s\" twice".formatted(name));
      }
      steps.add(Treatment.ofInput(field, known, slot));
    }
    if (inputs.isEmpty()) {
      throw element.refused("takes no field at all");
    }
    Scope scope = new Scope(document.layout(), document, steps);
    return read(element, scope, steps, target(element).map(DataField::type), ValueType.STRING);
  }

  /** The model of a segment, which sees the fields around it. */
  CompiledModel nested(XmlElement element, Scope around, ValueType labels)
      throws InferenceException {
    List<Step> steps = new ArrayList<>();
    Scope scope = new Scope(around.layout(), around, steps);
    for (XmlElement field : activeFields(element)) {
      String name = field.require("name");
      Slot from = around.require(field, name);
      DataField known =
          dictionary.getOrDefault(
              name, new DataField(name, from.type(), Set.of(), Set.of(), Set.of(), List.of()));
      if (Treatment.ofSegment(field, known, from, scope).isEmpty()) {
        scope.share(name, from);
      }
    }
    return read(element, scope, steps, target(element).map(DataField::type), labels);
  }

  private static List<XmlElement> activeFields(XmlElement element) throws InferenceException {
    return element.requireChild("MiningSchema").children("MiningField").stream()
        .filter(field -> field.textOr("usageType", "active").equals("active"))
        .toList();
  }

  private CompiledModel read(
      XmlElement element,
      Scope scope,
      List<Step> steps,
      Optional<ValueType> target,
      ValueType around)
      throws InferenceException {
    if (!KINDS.contains(element.name())) {
      throw element.refused(
          "is a kind of model that is not supported; known are " + new TreeSet<>(KINDS));
    }
    if (element.textOr("isScorable", "true").equals("false")) {
      throw element.refused("says that it is not to be scored (isScorable)");
    }
    Optional<XmlElement> local = element.child("LocalTransformations");
    if (local.isPresent()) {
      local.get().allow(Set.of("DerivedField"));
      scope.declare(local.get());
      scope.compileDerived();
    }
    List<String> values =
        target(element).map(field -> List.copyOf(field.valid())).orElse(List.of());
    Context context =
        new Context(
            element, element.require("functionName"), scope, target.orElse(around), values, this);
    scope.layout().descend(element);
    Scorer scorer =
        switch (element.name()) {
          case "RegressionModel" -> RegressionModel.read(context);
          case "GeneralRegressionModel" -> GeneralRegressionModel.read(context);
          case "TreeModel" -> TreeModel.read(context);
          case "MiningModel" -> Segmentation.read(context);
          case "NeuralNetwork" -> NeuralNetwork.read(context);
          case "ClusteringModel" -> ClusteringModel.read(context);
          default -> Scorecard.read(context);
        };
    scope.layout().ascend();
    TargetRule rule = TargetRule.read(context, scorer.classes());
    return new CompiledModel(steps, scorer, rule, OutputField.read(context, scorer));
  }
}
