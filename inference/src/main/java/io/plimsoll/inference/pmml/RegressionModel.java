package io.plimsoll.inference.pmml;

import io.plimsoll.inference.pmml.Expression.NumberRule;
import io.plimsoll.inference.tensor.InferenceException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;

/** {@code RegressionModel}: sums of weighted fields, and classes by how the sums compare. */
final class RegressionModel implements Scorer {

  private final List<String> classes;
  private final Sum[] tables;
  private final String normalisation;
  private final DoubleUnaryOperator link;

  private RegressionModel(List<String> classes, Sum[] tables, String normalisation)
      throws InferenceException {
    this.classes = classes;
    this.tables = tables;
    this.normalisation = normalisation;
    this.link = Links.inverse(normalisation);
  }

  /** An intercept and what is added to it. */
  private record Sum(double intercept, NumberRule[] terms) {
    double in(Frame frame) {
      double sum = intercept;
      for (NumberRule term : terms) {
        sum += term.in(frame);
      }
      return sum;
    }
  }

  static Scorer read(Context context) throws InferenceException {
    context.allow("RegressionTable");
    XmlElement element = context.element();
    String normalisation =
        element.oneOf(
            "normalizationMethod",
            "none",
            "none",
            "simplemax",
            "softmax",
            "logit",
            "probit",
            "cloglog",
            "loglog",
            "exp",
            "cauchit");
    List<XmlElement> tables = element.children("RegressionTable");
    List<String> classes = new ArrayList<>();
    List<Sum> sums = new ArrayList<>();
    for (XmlElement table : tables) {
      sums.add(sum(context, table));
      if (context.isClassification()) {
        classes.add(context.label(table.require("targetCategory")));
      }
    }
    boolean fits = context.isRegression() ? sums.size() == 1 : sums.size() > 1;
    if (!fits || !(context.isRegression() || context.isClassification())) {
      throw element.refused(
          "has %d tables with functionName=\"%s\"".formatted(sums.size(), context.function()));
    }
    if (context.isClassification() && classes.size() > 2 && normalisation.equals("exp")) {
      throw element.refused("has normalizationMethod=\"exp\" with several classes");
    }
    refuseBackwards(element, sums, normalisation);
    return new RegressionModel(classes, sums.toArray(Sum[]::new), normalisation);
  }

  /** Of two classes the first one's sum decides; written the other way round it says nothing. */
  private static void refuseBackwards(XmlElement element, List<Sum> sums, String normalisation)
      throws InferenceException {
    boolean isOneSided = !normalisation.equals("softmax") && !normalisation.equals("simplemax");
    if (sums.size() == 2
        && isOneSided
        && sums.get(0).terms().length == 0
        && sums.get(1).terms().length > 0) {
      throw element.refused(
          "has an empty table for the first of two classes, whose probability it is to give; put"
              + " the other one first");
    }
  }

  private static Sum sum(Context context, XmlElement table) throws InferenceException {
    table.allow(Set.of("NumericPredictor", "CategoricalPredictor", "PredictorTerm"));
    List<NumberRule> terms = new ArrayList<>();
    Scope scope = context.scope();
    for (XmlElement term : table.children()) {
      scope.layout().rule(term);
      double coefficient = term.number("coefficient");
      terms.add(
          switch (term.name()) {
            case "NumericPredictor" -> numeric(scope, term, coefficient);
            case "CategoricalPredictor" -> categorical(scope, term, coefficient);
            default -> product(scope, term, coefficient);
          });
    }
    return new Sum(table.numberOr("intercept", 0), terms.toArray(NumberRule[]::new));
  }

  private static NumberRule field(Scope scope, XmlElement user, String attribute)
      throws InferenceException {
    return Expression.of(scope.require(user, user.require(attribute))).number(user);
  }

  private static NumberRule numeric(Scope scope, XmlElement term, double coefficient)
      throws InferenceException {
    NumberRule field = field(scope, term, "name");
    double exponent = term.numberOr("exponent", 1);
    return exponent == 1
        ? frame -> coefficient * field.in(frame)
        : frame -> coefficient * Math.pow(field.in(frame), exponent);
  }

  /** A value that is missing is none of the categories. */
  private static NumberRule categorical(Scope scope, XmlElement term, double coefficient)
      throws InferenceException {
    Slot slot = scope.require(term, term.require("name"));
    String value = term.require("value");
    int index = slot.index();
    if (slot.type().isText()) {
      return frame -> value.equals(frame.texts[index]) ? coefficient : 0;
    }
    double number = slot.type().parse(term, "value", value);
    return frame -> frame.numbers[index] == number ? coefficient : 0;
  }

  private static NumberRule product(Scope scope, XmlElement term, double coefficient)
      throws InferenceException {
    List<NumberRule> factors = new ArrayList<>();
    for (XmlElement factor : term.children("FieldRef")) {
      factors.add(field(scope, factor, "field"));
    }
    NumberRule[] fields = factors.toArray(NumberRule[]::new);
    return frame -> {
      double value = coefficient;
      for (NumberRule field : fields) {
        value *= field.in(frame);
      }
      return value;
    };
  }

  @Override
  public List<String> classes() {
    return classes;
  }

  @Override
  public Outcome score(Frame frame) {
    if (classes.isEmpty()) {
      return Outcome.number(link.applyAsDouble(tables[0].in(frame)));
    }
    double[] shares = new double[tables.length];
    for (int i = 0; i < shares.length; i++) {
      shares[i] = tables[i].in(frame);
    }
    switch (normalisation) {
      case "softmax" -> Links.softmax(shares);
      case "simplemax" -> Links.simplemax(shares);
      default -> linked(shares);
    }
    return Outcome.largest(classes, shares);
  }

  private void linked(double[] shares) {
    for (int i = 0; i < shares.length; i++) {
      shares[i] = link.applyAsDouble(shares[i]);
    }
    int last = shares.length - 1;
    if (last == 1) {
      double first = normalisation.equals("none") ? Math.clamp(shares[0], 0, 1) : shares[0];
      shares[0] = first;
      shares[1] = 1 - first;
    } else if (normalisation.equals("none")) {
      shares[last] = 1;
      for (int i = 0; i < last; i++) {
        shares[last] -= shares[i];
      }
    }
  }
}
