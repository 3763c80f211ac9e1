package io.plimsoll.inference.pmml;

import io.plimsoll.inference.tensor.InferenceException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One of the fields that a model's {@code Output} promises.
 *
 * @param isFinal whether callers see it; others only serve what comes after
 * @param answer writes it into its slot
 */
record OutputField(String name, Slot slot, boolean isFinal, Answer answer) {

  /** Takes a value from what the model said. */
  interface Answer {
    void write(Frame frame, Outcome outcome) throws InferenceException;
  }

  /** All of a model's, in their order. */
  static List<OutputField> read(Context context, Scorer scorer) throws InferenceException {
    Optional<XmlElement> output = context.element().child("Output");
    if (output.isEmpty()) {
      return List.of();
    }
    Scope scope = new Scope(context.scope().layout(), context.scope(), new ArrayList<>());
    List<OutputField> fields = new ArrayList<>();
    Set<String> names = new HashSet<>();
    output.get().allow(Set.of("OutputField"));
    for (XmlElement element : output.get().children("OutputField")) {
      OutputField field = new Reader(context, scorer, scope, element).field();
      if (!names.add(field.name())) {
        throw element.refused("has the name \"%s\" of another one".formatted(field.name()));
      }
      fields.add(field);
    }
    return fields;
  }

  private record Reader(Context context, Scorer scorer, Scope scope, XmlElement element) {

    OutputField field() throws InferenceException {
      String name = element.require("name");
      boolean isFinal = element.textOr("isFinalResult", "true").equals("true");
      if (element.has("segmentId")) {
        throw element.refused("is of one segment only, which is not supported");
      }
      String feature = element.textOr("feature", "predictedValue");
      Slot slot;
      Answer answer;
      switch (feature) {
        case "predictedValue" -> {
          slot = slot(name, predicted());
          answer = predictedInto(slot);
        }
        case "probability" -> {
          slot = slot(name, ValueType.DOUBLE);
          answer = probabilityInto(slot.index());
        }
        case "affinity", "clusterAffinity", "entityAffinity" -> {
          slot = slot(name, ValueType.DOUBLE);
          answer = affinityInto(slot.index());
        }
        case "entityId", "clusterId" -> {
          slot = slot(name, ValueType.STRING);
          int index = slot.index();
          answer = (frame, outcome) -> frame.texts[index] = outcome.entity();
        }
        case "reasonCode" -> {
          slot = slot(name, ValueType.STRING);
          answer = reasonInto(slot.index());
        }
        case "transformedValue", "decision" -> {
          Expression value = expression();
          slot = slot(name, declaredOr(value.type()));
          Step step = value.into(slot);
          answer = (frame, outcome) -> step.run(frame);
        }
        default ->
            throw element.refused(
                "has the feature \"%s\", which is not supported".formatted(feature));
      }
      return new OutputField(name, slot, isFinal, answer);
    }

    private Expression expression() throws InferenceException {
      for (XmlElement child : element.children()) {
        if (ExpressionReader.isExpression(child)) {
          return new ExpressionReader(scope).read(child);
        }
      }
      throw element.refused("has no expression to compute it by");
    }

    private Slot slot(String name, ValueType type) throws InferenceException {
      return scope.add(element, name, type);
    }

    /** What the document calls it, where that can hold it. */
    private ValueType declaredOr(ValueType own) throws InferenceException {
      if (!element.has("dataType")) {
        return own;
      }
      ValueType declared = ValueType.of(element, "dataType");
      return own.isText() || declared.isText() ? declared : own;
    }

    private ValueType predicted() throws InferenceException {
      if (context.isRegression()) {
        return declaredOr(ValueType.DOUBLE);
      }
      return declaredOr(context.isClassification() ? context.labels() : ValueType.STRING);
    }

    private Answer predictedInto(Slot slot) {
      int index = slot.index();
      if (context.isRegression()) {
        return slot.type().isText()
            ? (frame, outcome) -> frame.texts[index] = ValueType.DOUBLE.text(outcome.value())
            : (frame, outcome) -> frame.numbers[index] = outcome.value();
      }
      return slot.type().isText()
          ? (frame, outcome) -> frame.texts[index] = outcome.label()
          : (frame, outcome) -> frame.numbers[index] = slot.type().number(outcome.label());
    }

    private Answer probabilityInto(int index) throws InferenceException {
      if (!scorer.hasShares()) {
        throw element.refused("is a probability, but the model has none");
      }
      List<String> classes = scorer.classes();
      Optional<String> wanted = element.find("value").map(context::label);
      if (wanted.isEmpty()) {
        return (frame, outcome) ->
            frame.numbers[index] = share(outcome, classes.indexOf(outcome.label()));
      }
      int place = classes.indexOf(wanted.get());
      if (place < 0) {
        throw element.refused(
            "is the probability of \"%s\"; the classes are %s".formatted(wanted.get(), classes));
      }
      return (frame, outcome) -> frame.numbers[index] = share(outcome, place);
    }

    /** Of the cluster that it names, or of the one that is answered. */
    private Answer affinityInto(int index) throws InferenceException {
      if (!element.has("value")) {
        return (frame, outcome) -> frame.numbers[index] = outcome.value();
      }
      int place = scorer.classes().indexOf(element.require("value"));
      if (place < 0) {
        throw element.refused(
            "is of the cluster \"%s\"; there are %s"
                .formatted(element.require("value"), scorer.classes()));
      }
      return (frame, outcome) -> frame.numbers[index] = share(outcome, place);
    }

    private Answer reasonInto(int index) throws InferenceException {
      int rank = (int) element.numberOr("rank", 1) - 1;
      return (frame, outcome) ->
          frame.texts[index] =
              rank >= 0 && rank < outcome.reasons().size() ? outcome.reasons().get(rank) : null;
    }
  }

  static double share(Outcome outcome, int place) {
    return place < 0 || place >= outcome.shares().length ? Double.NaN : outcome.shares()[place];
  }
}
