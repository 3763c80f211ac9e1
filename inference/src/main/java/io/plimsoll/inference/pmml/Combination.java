package io.plimsoll.inference.pmml;

import io.plimsoll.inference.tensor.InferenceException;
import java.util.Arrays;
import java.util.List;

/** How the answers of several models become one. */
final class Combination {

  private final XmlElement segmentation;
  private final String method;
  private final boolean isClassification;
  private final List<String> classes;
  private final boolean isWeighted;
  private final String missing;
  private final double threshold;

  private Combination(
      XmlElement segmentation, String method, boolean isClassification, List<String> classes)
      throws InferenceException {
    this.segmentation = segmentation;
    this.method = method;
    this.isClassification = isClassification;
    this.classes = classes;
    this.isWeighted = method.startsWith("weighted") || method.startsWith("x-weighted");
    this.missing =
        segmentation.oneOf(
            "missingPredictionTreatment", "continue", "continue", "returnMissing", "skipSegment");
    this.threshold = segmentation.numberOr("missingThreshold", 1);
  }

  static Combination of(
      XmlElement segmentation, String method, boolean isClassification, List<String> classes)
      throws InferenceException {
    return new Combination(segmentation, method, isClassification, classes);
  }

  boolean isFirst() {
    return method.equals("selectFirst");
  }

  Tally begin(int most) {
    return new Tally(most);
  }

  /** The answers to one row. */
  final class Tally {

    private final Outcome[] outcomes;
    private final double[] weights;
    private int count;
    private double missingWeight;
    private double totalWeight;

    private Tally(int most) {
      this.outcomes = new Outcome[most];
      this.weights = new double[most];
    }

    void add(Outcome outcome, double given) {
      double weight = isWeighted ? given : 1;
      totalWeight += weight;
      if (outcome.isMissing()) {
        missingWeight += weight;
      } else {
        outcomes[count] = outcome;
        weights[count++] = weight;
      }
    }

    Outcome outcome() throws InferenceException {
      boolean isVote = method.endsWith("ajorityVote");
      boolean isSpoilt =
          missingWeight > 0
              && switch (missing) {
                case "skipSegment" -> missingWeight / totalWeight > threshold;
                case "returnMissing" -> true;
                // A vote may be lost to those that say nothing; a sum lacks a part of itself.
                default -> !isVote;
              };
      if (count == 0 || isSpoilt) {
        return Outcome.MISSING;
      }
      if (!isClassification) {
        return Outcome.number(number());
      }
      return isVote ? voted() : Outcome.largest(classes, shares());
    }

    private double number() {
      double sum = 0;
      double weight = 0;
      for (int i = 0; i < count; i++) {
        sum += weights[i] * outcomes[i].value();
        weight += weights[i];
      }
      return switch (method) {
        case "average", "weightedAverage" -> sum / weight;
        case "median" ->
            Aggregates.median(
                Arrays.stream(outcomes, 0, count).mapToDouble(Outcome::value).toArray());
        default -> sum;
      };
    }

    private Outcome voted() throws InferenceException {
      double[] votes = new double[classes.size()];
      for (int i = 0; i < count; i++) {
        int place = classes.indexOf(outcomes[i].label());
        if (place < 0) {
          throw segmentation.refused("has a model that votes for what is no class");
        }
        votes[place] += weights[i];
      }
      boolean keepsMissing = missing.equals("continue");
      double largest = Arrays.stream(votes).max().orElse(0);
      if (keepsMissing && missingWeight > largest) {
        return Outcome.MISSING;
      }
      Links.simplemax(votes);
      return Outcome.largest(classes, votes);
    }

    private double[] shares() {
      double best = Double.NEGATIVE_INFINITY;
      double[] shares = new double[classes.size()];
      double weight = 0;
      for (int i = 0; i < count; i++) {
        double[] own = outcomes[i].shares();
        if (own.length == 0) {
          Arrays.fill(shares, Double.NaN);
          return shares;
        }
        if (method.equals("max")) {
          double sure = Arrays.stream(own).max().orElse(0);
          if (sure < best) {
            continue;
          }
          if (sure > best) {
            best = sure;
            Arrays.fill(shares, 0);
            weight = 0;
          }
        }
        for (int j = 0; j < shares.length; j++) {
          shares[j] += weights[i] * own[j];
        }
        weight += weights[i];
      }
      for (int j = 0; j < shares.length; j++) {
        shares[j] /= weight;
      }
      return shares;
    }
  }
}
