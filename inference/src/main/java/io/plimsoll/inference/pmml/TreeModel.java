package io.plimsoll.inference.pmml;

import io.plimsoll.inference.tensor.InferenceException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code TreeModel}: from node to node by their conditions; each knows its answer beforehand. */
final class TreeModel implements Scorer {

  private static final Set<String> IN_NODE =
      Set.of(
          "Node",
          "ScoreDistribution",
          "True",
          "False",
          "SimplePredicate",
          "SimpleSetPredicate",
          "CompoundPredicate");

  /** Itself and its condition; few conditions have parts. */
  private static final int STEPS_OF_NODE = 2;

  private final List<String> classes;
  private final boolean hasShares;
  private final Node root;
  private final String unknown;
  private final boolean staysWithoutChild;

  private TreeModel(
      List<String> classes,
      boolean hasShares,
      Node root,
      String unknown,
      boolean staysWithoutChild) {
    this.classes = classes;
    this.hasShares = hasShares;
    this.root = root;
    this.unknown = unknown;
    this.staysWithoutChild = staysWithoutChild;
  }

  /**
   * A node.
   *
   * @param steps the most that an answer costs from here on
   */
  private record Node(
      Predicate condition, Outcome outcome, Node[] children, @Nullable Node byDefault, int steps) {}

  static Scorer read(Context context) throws InferenceException {
    context.allow("Node");
    XmlElement element = context.element();
    if (!context.isClassification() && !context.isRegression()) {
      throw context.notThere();
    }
    String unknown =
        element.oneOf(
            "missingValueStrategy",
            "none",
            "none",
            "lastPrediction",
            "nullPrediction",
            "defaultChild");
    String withoutChild =
        element.oneOf(
            "noTrueChildStrategy",
            "returnNullPrediction",
            "returnNullPrediction",
            "returnLastPrediction");
    XmlElement root = element.requireChild("Node");
    Set<String> classes = new LinkedHashSet<>();
    boolean hasShares = context.isClassification() && gather(context, root, classes);
    List<String> order = List.copyOf(classes);
    int before = context.scope().layout().rules();
    Node read = new Reader(context, order).node(root);
    context.scope().layout().walk(before, read.steps());
    return new TreeModel(
        order, hasShares, read, unknown, withoutChild.equals("returnLastPrediction"));
  }

  /** Finds all classes that any node knows; true if there are shares of them. */
  private static boolean gather(Context context, XmlElement node, Set<String> classes)
      throws InferenceException {
    boolean hasShares = false;
    for (XmlElement share : node.children("ScoreDistribution")) {
      classes.add(context.label(share.require("value")));
      hasShares = true;
    }
    node.find("score").map(context::label).ifPresent(classes::add);
    for (XmlElement child : node.children("Node")) {
      hasShares |= gather(context, child, classes);
    }
    return hasShares;
  }

  private record Reader(Context context, List<String> classes) {

    Node node(XmlElement element) throws InferenceException {
      element.allow(IN_NODE);
      context.scope().layout().rule(element);
      List<Node> children = new ArrayList<>();
      Node byDefault = null;
      int steps = 0;
      String wanted = element.textOr("defaultChild", "");
      for (XmlElement child : element.children("Node")) {
        Node read = node(child);
        children.add(read);
        steps = Math.max(steps, read.steps());
        if (!wanted.isEmpty() && wanted.equals(child.textOr("id", ""))) {
          byDefault = read;
        }
      }
      if (!wanted.isEmpty() && byDefault == null) {
        throw element.refused(
            "has the defaultChild \"%s\", which it does not hold".formatted(wanted));
      }
      return new Node(
          context.predicates().only(element),
          outcome(element),
          children.toArray(Node[]::new),
          byDefault,
          STEPS_OF_NODE * children.size() + steps);
    }

    private Outcome outcome(XmlElement element) throws InferenceException {
      String score = element.textOr("score", "");
      Outcome outcome =
          context.isClassification()
              ? classified(element, score)
              : Outcome.number(score.isEmpty() ? Double.NaN : element.number("score"));
      return new Outcome(
          outcome.value(),
          outcome.label(),
          outcome.shares(),
          element.find("id").orElse(null),
          List.of());
    }

    private Outcome classified(XmlElement element, String score) throws InferenceException {
      List<XmlElement> counts = element.children("ScoreDistribution");
      double[] shares = counts.isEmpty() ? new double[0] : shares(counts);
      return score.isEmpty()
          ? Outcome.largest(classes, shares)
          : Outcome.label(context.label(score), shares);
    }

    /** Their probabilities where all have one, else their parts of the records. */
    private double[] shares(List<XmlElement> counts) throws InferenceException {
      boolean isGiven = counts.stream().allMatch(count -> count.has("probability"));
      double[] shares = new double[classes.size()];
      double total = 0;
      for (XmlElement count : counts) {
        double share = count.number(isGiven ? "probability" : "recordCount");
        shares[classes.indexOf(context.label(count.require("value")))] = share;
        total += share;
      }
      if (!isGiven && total > 0) {
        Links.simplemax(shares);
      }
      return isGiven || total > 0 ? shares : new double[0];
    }
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
  public Outcome score(Frame frame) {
    if (root.condition().test(frame) != Predicate.TRUE) {
      return Outcome.MISSING;
    }
    Node at = root;
    while (at.children().length > 0) {
      Node next = null;
      for (Node child : at.children()) {
        int holds = child.condition().test(frame);
        if (holds == Predicate.TRUE) {
          next = child;
          break;
        }
        if (holds == Predicate.UNKNOWN && !unknown.equals("none")) {
          if (!unknown.equals("defaultChild") || at.byDefault() == null) {
            return unknown.equals("lastPrediction") ? at.outcome() : Outcome.MISSING;
          }
          next = at.byDefault();
          break;
        }
      }
      if (next == null) {
        return staysWithoutChild ? at.outcome() : Outcome.MISSING;
      }
      at = next;
    }
    return at.outcome();
  }
}
