package io.plimsoll.inference.pmml;

import io.plimsoll.inference.tensor.InferenceException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** {@code MiningModel}: several models, chosen by conditions, combined or one after another. */
final class Segmentation implements Scorer {

  private static final Set<String> OF_NUMBERS =
      Set.of(
          "average",
          "weightedAverage",
          "median",
          "sum",
          "weightedSum",
          "x-weightedSum",
          "selectFirst",
          "modelChain");
  private static final Set<String> OF_CLASSES =
      Set.of(
          "majorityVote",
          "weightedMajorityVote",
          "average",
          "weightedAverage",
          "max",
          "selectFirst",
          "modelChain");

  private final List<String> classes;
  private final boolean hasShares;
  private final Segment[] segments;
  private final boolean isChain;
  private final Combination combination;

  private Segmentation(
      List<String> classes,
      boolean hasShares,
      Segment[] segments,
      String method,
      Combination combination) {
    this.classes = classes;
    this.hasShares = hasShares;
    this.segments = segments;
    this.isChain = method.equals("modelChain");
    this.combination = combination;
  }

  /**
   * One of the models.
   *
   * @param places for each of its classes the place among all
   */
  private record Segment(Predicate condition, CompiledModel model, double weight, int[] places) {

    Outcome outcome(Frame frame, int classes) throws InferenceException {
      Outcome own = model.score(frame);
      if (own.shares().length == 0) {
        return own;
      }
      double[] shares = new double[classes];
      for (int i = 0; i < places.length; i++) {
        shares[places[i]] = own.shares()[i];
      }
      return new Outcome(own.value(), own.label(), shares, own.entity(), own.reasons());
    }
  }

  static Scorer read(Context context) throws InferenceException {
    context.allow("Segmentation");
    XmlElement segmentation = context.element().requireChild("Segmentation");
    segmentation.allow(Set.of("Segment"));
    String method = segmentation.require("multipleModelMethod");
    boolean isChosen = method.equals("selectFirst") || method.equals("modelChain");
    Set<String> known =
        context.isRegression() ? OF_NUMBERS : context.isClassification() ? OF_CLASSES : Set.of();
    if (!known.contains(method) && !isChosen) {
      throw segmentation.refused(
          "has multipleModelMethod=\"%s\" with functionName=\"%s\", which is not supported; known are %s"
              .formatted(method, context.function(), known));
    }
    List<XmlElement> elements = segmentation.children("Segment");
    if (elements.isEmpty()) {
      throw segmentation.refused("has no segment");
    }
    List<Predicate> conditions = new ArrayList<>();
    List<CompiledModel> models = new ArrayList<>();
    for (XmlElement element : elements) {
      conditions.add(context.predicates().only(element));
      CompiledModel model =
          context.nested().nested(modelOf(element), context.scope(), context.labels());
      models.add(model);
      if (method.equals("modelChain")) {
        model.outputs().forEach(output -> context.scope().share(output.name(), output.slot()));
      }
    }
    return combined(context, segmentation, method, conditions, models);
  }

  private static Scorer combined(
      Context context,
      XmlElement segmentation,
      String method,
      List<Predicate> conditions,
      List<CompiledModel> models)
      throws InferenceException {
    List<String> classes = classes(method, models);
    List<XmlElement> elements = segmentation.children("Segment");
    Segment[] segments = new Segment[models.size()];
    for (int i = 0; i < segments.length; i++) {
      CompiledModel model = models.get(i);
      int[] places =
          method.equals("modelChain") && !classes.containsAll(model.classes())
              ? new int[0]
              : model.classes().stream().mapToInt(classes::indexOf).toArray();
      double weight = elements.get(i).numberOr("weight", 1);
      segments[i] = new Segment(conditions.get(i), model, weight, places);
    }
    boolean isVote = method.equals("majorityVote") || method.equals("weightedMajorityVote");
    boolean hasShares = isVote || models.stream().allMatch(CompiledModel::hasShares);
    if (method.equals("modelChain")) {
      hasShares = models.getLast().hasShares();
    }
    boolean isAverage = method.equals("average") || method.equals("weightedAverage");
    if (context.isClassification() && !hasShares && (isAverage || method.equals("max"))) {
      throw segmentation.refused("combines probabilities, but not all of its models have any");
    }
    Combination combination =
        Combination.of(segmentation, method, context.isClassification(), classes);
    return new Segmentation(classes, hasShares, segments, method, combination);
  }

  /** Of a chain, the last model's; else all that any model knows. */
  private static List<String> classes(String method, List<CompiledModel> models) {
    if (method.equals("modelChain")) {
      return models.getLast().classes();
    }
    Set<String> all = new LinkedHashSet<>();
    models.forEach(model -> all.addAll(model.classes()));
    return List.copyOf(all);
  }

  private static XmlElement modelOf(XmlElement segment) throws InferenceException {
    List<XmlElement> models =
        segment.children().stream().filter(child -> !Predicates.isPredicate(child)).toList();
    if (models.size() != 1) {
      throw segment.refused("holds %d models instead of one".formatted(models.size()));
    }
    return models.getFirst();
  }

  @Override
  public List<String> classes() {
    return classes;
  }

  @Override
  public boolean hasShares() {
    return hasShares;
  }

  @Override
  public Outcome score(Frame frame) throws InferenceException {
    if (isChain) {
      return chained(frame);
    }
    Combination.Tally tally = combination.begin(segments.length);
    for (Segment segment : segments) {
      if (segment.condition().test(frame) == Predicate.TRUE) {
        Outcome outcome = segment.outcome(frame, classes.size());
        if (combination.isFirst()) {
          return outcome;
        }
        tally.add(outcome, segment.weight());
      }
    }
    return tally.outcome();
  }

  private Outcome chained(Frame frame) throws InferenceException {
    Outcome last = Outcome.MISSING;
    for (int i = 0; i < segments.length; i++) {
      if (segments[i].condition().test(frame) == Predicate.TRUE) {
        boolean isAnswer = i == segments.length - 1 || segments[i].places().length > 0;
        last =
            isAnswer
                ? segments[i].outcome(frame, classes.size())
                : segments[i].model().score(frame).withoutShares();
      }
    }
    return last;
  }
}
