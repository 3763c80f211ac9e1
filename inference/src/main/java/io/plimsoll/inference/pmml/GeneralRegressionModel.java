package io.plimsoll.inference.pmml;

import io.plimsoll.inference.pmml.Expression.NumberRule;
import io.plimsoll.inference.tensor.InferenceException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;

/** {@code GeneralRegressionModel}: parameters over products of predictors, behind a link. */
final class GeneralRegressionModel implements Scorer {

  /** The parameters without a class of their own belong to all of them. */
  private static final String ANY = "";

  private final List<String> classes;
  private final Term[][] sums;
  private final DoubleUnaryOperator link;
  private final double offset;
  private final NumberRule offsetField;

  private GeneralRegressionModel(
      List<String> classes,
      Term[][] sums,
      DoubleUnaryOperator link,
      double offset,
      NumberRule offsetField) {
    this.classes = classes;
    this.sums = sums;
    this.link = link;
    this.offset = offset;
    this.offsetField = offsetField;
  }

  private record Term(double beta, NumberRule[] factors) {
    double in(Frame frame) {
      double product = beta;
      for (NumberRule factor : factors) {
        product *= factor.in(frame);
      }
      return product;
    }
  }

  static Scorer read(Context context) throws InferenceException {
    context.allow(
        "ParameterList", "FactorList", "CovariateList", "PPMatrix", "PCovMatrix", "ParamMatrix");
    XmlElement element = context.element();
    String type =
        element.oneOf(
            "modelType",
            "",
            "regression",
            "generalLinear",
            "generalizedLinear",
            "multinomialLogistic");
    if (element.has("trialsVariable") || element.has("trialsValue")) {
      throw element.refused("counts trials, which is not supported");
    }
    Map<String, List<Term>> terms = terms(context, factors(context));
    NumberRule offsetField = frame -> 0;
    if (element.has("offsetVariable")) {
      Slot slot = context.scope().require(element, element.require("offsetVariable"));
      offsetField = Expression.of(slot).number(element);
    }
    String named = type.equals("generalizedLinear") ? element.require("linkFunction") : "identity";
    DoubleUnaryOperator link = link(element, named);
    double offset = element.numberOr("offsetValue", 0);
    if (context.isRegression()) {
      if (terms.size() != 1 || type.equals("multinomialLogistic")) {
        throw element.refused("has parameters of several classes, but predicts a number");
      }
      return new GeneralRegressionModel(
          List.of(), sums(terms, List.copyOf(terms.keySet())), link, offset, offsetField);
    }
    List<String> classes = classes(context, terms.keySet(), type);
    return new GeneralRegressionModel(
        classes,
        sums(terms, type.equals("multinomialLogistic") ? classes : List.of(first(terms))),
        type.equals("multinomialLogistic") ? y -> y : link,
        offset,
        offsetField);
  }

  private static String first(Map<String, List<Term>> terms) {
    return terms.keySet().iterator().next();
  }

  /** Those that have parameters, and last the one that they are compared with. */
  private static List<String> classes(Context context, Set<String> ofTerms, String type)
      throws InferenceException {
    XmlElement element = context.element();
    if (!context.isClassification()) {
      throw context.notThere();
    }
    List<String> known = new ArrayList<>(ofTerms);
    if (known.equals(List.of(ANY))) {
      known.clear();
    }
    String named = context.label(element.textOr("targetReferenceCategory", ANY));
    List<String> others =
        context.targetValues().stream()
            .filter(value -> !known.contains(value) && !value.equals(named))
            .toList();
    String reference = named;
    boolean isBinary = !type.equals("multinomialLogistic");
    if (known.isEmpty() && others.size() == 1) {
      known.addAll(others);
    } else if (reference.isEmpty() && others.size() == 1) {
      reference = others.getFirst();
    }
    if (known.isEmpty() || reference.isEmpty() || (isBinary && known.size() != 1)) {
      throw element.refused("leaves it open which classes its parameters are of");
    }
    if (!known.contains(reference)) {
      known.add(reference);
    } else if (isBinary) {
      throw element.refused("gives parameters to the class that it compares with");
    }
    return List.copyOf(known);
  }

  private static Term[][] sums(Map<String, List<Term>> terms, List<String> order) {
    Term[][] sums = new Term[order.size()][];
    for (int i = 0; i < sums.length; i++) {
      sums[i] = terms.getOrDefault(order.get(i), List.of()).toArray(Term[]::new);
    }
    return sums;
  }

  private static DoubleUnaryOperator link(XmlElement element, String name)
      throws InferenceException {
    if (name.equals("power")) {
      double power = element.number("linkParameter");
      return power == 0 ? Math::exp : y -> Math.pow(y, 1 / power);
    }
    if (name.equals("logc")) {
      return y -> -Math.expm1(y);
    }
    element.oneOf("linkFunction", name, "identity", "log", "logit", "cloglog", "loglog", "probit");
    return Links.inverse(name);
  }

  /** By parameter what its predictors are multiplied to. */
  private static Map<String, List<NumberRule>> factors(Context context) throws InferenceException {
    XmlElement element = context.element();
    Set<String> categorical = names(element, "FactorList");
    Set<String> continuous = names(element, "CovariateList");
    Map<String, List<NumberRule>> factors = new HashMap<>();
    for (XmlElement cell : element.requireChild("PPMatrix").children("PPCell")) {
      context.scope().layout().rule(cell);
      String name = cell.require("predictorName");
      Slot slot = context.scope().require(cell, name);
      if (cell.has("targetCategory")) {
        throw cell.refused("belongs to one class only, which is not supported");
      }
      if (!categorical.contains(name) && !continuous.contains(name)) {
        throw cell.refused(
            "names \"%s\", which is neither a factor nor a covariate".formatted(name));
      }
      NumberRule rule =
          categorical.contains(name)
              ? Normalisation.discrete(cell, Expression.of(slot)).number()
              : power(cell, Expression.of(slot).number(cell));
      factors.computeIfAbsent(cell.require("parameterName"), any -> new ArrayList<>()).add(rule);
    }
    return factors;
  }

  private static NumberRule power(XmlElement cell, NumberRule field) throws InferenceException {
    double exponent = cell.number("value");
    return exponent == 1 ? field : frame -> Math.pow(field.in(frame), exponent);
  }

  private static Set<String> names(XmlElement element, String list) throws InferenceException {
    Set<String> names = new HashSet<>();
    for (XmlElement owner : element.children(list)) {
      for (XmlElement predictor : owner.children("Predictor")) {
        if (predictor.child("Categories").isPresent() || predictor.has("contrastMatrixType")) {
          throw predictor.refused("has a matrix of contrasts, which is not supported");
        }
        names.add(predictor.require("name"));
      }
    }
    return names;
  }

  private static Map<String, List<Term>> terms(
      Context context, Map<String, List<NumberRule>> factors) throws InferenceException {
    XmlElement element = context.element();
    Set<String> parameters = new HashSet<>();
    for (XmlElement one : element.requireChild("ParameterList").children("Parameter")) {
      parameters.add(one.require("name"));
    }
    Map<String, List<Term>> terms = new LinkedHashMap<>();
    for (XmlElement cell : element.requireChild("ParamMatrix").children("PCell")) {
      context.scope().layout().rule(cell);
      String parameter = cell.require("parameterName");
      if (!parameters.contains(parameter)) {
        throw cell.refused("names the parameter \"%s\", which is not listed".formatted(parameter));
      }
      NumberRule[] own = factors.getOrDefault(parameter, List.of()).toArray(NumberRule[]::new);
      String category = cell.find("targetCategory").map(context::label).orElse(ANY);
      terms
          .computeIfAbsent(category, any -> new ArrayList<>())
          .add(new Term(cell.number("beta"), own));
    }
    if (terms.isEmpty() || (terms.size() > 1 && terms.containsKey(ANY))) {
      throw element.refused("has no parameters, or some with and some without a class");
    }
    return terms;
  }

  @Override
  public List<String> classes() {
    return classes;
  }

  @Override
  public Outcome score(Frame frame) {
    double[] values = new double[sums.length];
    for (int i = 0; i < values.length; i++) {
      double sum = 0;
      for (Term term : sums[i]) {
        sum += term.in(frame);
      }
      boolean isReference = sums[i].length == 0;
      double shift = isReference ? 0 : offset + offsetField.in(frame);
      values[i] = link.applyAsDouble(sum + shift);
    }
    if (classes.isEmpty()) {
      return Outcome.number(values[0]);
    }
    if (values.length == 1) {
      return Outcome.largest(classes, new double[] {values[0], 1 - values[0]});
    }
    Links.softmax(values);
    return Outcome.largest(classes, values);
  }
}
