package io.plimsoll.server.pipeline.labels;

import io.plimsoll.inference.repository.PerformanceSettings;
import io.plimsoll.inference.repository.PerformanceSettings.Task;
import io.plimsoll.stats.performance.PerformanceState;
import io.plimsoll.stats.performance.PerformanceState.Misfit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What of a prediction is compared with what of a label, by the settings of the model and, where
 * they say nothing, by the names and types of what was sent. It depends on nothing else, so that
 * what was counted can be computed again and taken back. Values are numbers, texts, flags or null.
 */
public final class LabelReading {
  /** What a segment is called in rows without a value for it. */
  public static final String MISSING = "(missing)";

  private static final List<String> ANSWERS = List.of("label", "prediction", "value");
  private static final String SCORE = "probability";
  private static final String OF_CLASS = "probability_";
  private static final String ITEM = "item_";
  private static final Set<String> POSITIVE = Set.of("1", "true", "yes");

  /**
   * Numbers from here on are placeholders rather than measurements, and the squares of squares that
   * sums keep of them are not finite any more.
   */
  private static final double TOO_LARGE = 1e75;

  private final PerformanceSettings settings;

  public LabelReading(PerformanceSettings settings) {
    this.settings = settings;
  }

  /** What was answered, as far as it can be compared. */
  public sealed interface Answer {
    /**
     * A class.
     *
     * @param field the output that it stands in; empty where only a score was answered
     * @param isFlag whether it was sent as true or false
     * @param score NaN for none
     */
    record OfClass(String field, String name, boolean isFlag, double score) implements Answer {}

    /** A number. */
    record OfNumber(String field, double value) implements Answer {}

    /** Items in the order in which they were shown. */
    record OfItems(List<String> items) implements Answer {
      public OfItems {
        items = List.copyOf(items);
      }
    }
  }

  /** Reads what was answered; empty if there is nothing to compare. */
  public Optional<Answer> answer(Map<String, ? extends @Nullable Object> outputs) {
    boolean isRanking =
        settings.task() == Task.RANKING
            || (settings.task() == Task.AUTO && outputs.containsKey(ITEM + 1));
    if (isRanking) {
      return items(outputs);
    }
    double score = score(outputs);
    String field = answerField(outputs);
    Object value = field == null ? null : outputs.get(field);
    if (field == null || value == null) {
      boolean isScored = !Double.isNaN(score) && settings.task() != Task.REGRESSION;
      return isScored ? Optional.of(byThreshold(score)) : Optional.empty();
    }
    boolean isNumber = value instanceof Number;
    boolean isRegression =
        settings.task() == Task.REGRESSION
            || (settings.task() == Task.AUTO
                && isNumber
                && !field.equals("label")
                && Double.isNaN(score));
    if (isRegression) {
      double number = number(value);
      return Double.isFinite(number)
          ? Optional.of(new Answer.OfNumber(field, number))
          : Optional.empty();
    }
    String name = ValueName.of(value);
    double scored = Double.isNaN(score) ? scoreAmong(classScores(outputs), name) : score;
    return Optional.of(new Answer.OfClass(field, name, value instanceof Boolean, scored));
  }

  /** The probability of each class, where a model answers them as {@code probability_<class>}. */
  public Map<String, Double> classScores(Map<String, ? extends @Nullable Object> outputs) {
    if (outputs.size() < 2) {
      return Map.of();
    }
    Map<String, Double> scores = new TreeMap<>();
    for (Map.Entry<String, ? extends @Nullable Object> each : outputs.entrySet()) {
      boolean isOfClass = each.getKey().startsWith(OF_CLASS);
      if (isOfClass && each.getValue() instanceof Number number && number.doubleValue() >= 0) {
        scores.put(each.getKey().substring(OF_CLASS.length()), number.doubleValue());
      }
    }
    return scores.size() < 2 ? Map.of() : scores;
  }

  /** Whether a model answers the probability of each of more than two classes. */
  boolean isMulticlass(Map<String, ? extends @Nullable Object> outputs) {
    return outputs.size() > 2 && classScores(outputs).size() > 2;
  }

  /** Of two classes the score of the positive one, of more that of the answered one. */
  private double scoreAmong(Map<String, Double> scores, String answered) {
    String of = scores.size() == 2 ? positive(settings.positive(), scores.keySet()) : answered;
    Double score = scores.get(of);
    return score == null ? Double.NaN : score;
  }

  /**
   * The class that figures of two classes are about.
   *
   * @param named in the settings; null if none is
   * @param classes ascending, one at least
   */
  public static String positive(@Nullable String named, Collection<String> classes) {
    if (named != null) {
      return named;
    }
    String last = "";
    for (String name : classes) {
      if (POSITIVE.contains(name)) {
        return name;
      }
      last = name;
    }
    return last;
  }

  /** Whether a class is positive by its name alone, whatever the other one is called. */
  public static boolean isNamedPositive(String name) {
    return POSITIVE.contains(name);
  }

  private Answer byThreshold(double score) {
    return new Answer.OfClass("", score >= settings.threshold() ? "1" : "0", false, score);
  }

  private @Nullable String answerField(Map<String, ? extends @Nullable Object> outputs) {
    if (settings.answer() != null) {
      return outputs.containsKey(settings.answer()) ? settings.answer() : null;
    }
    for (String name : ANSWERS) {
      if (outputs.containsKey(name)) {
        return name;
      }
    }
    String scoreField = settings.score() == null ? SCORE : settings.score();
    List<String> others =
        outputs.keySet().stream()
            .filter(name -> !name.equals(scoreField) && !name.startsWith(OF_CLASS))
            .<String>map(n -> n)
            .toList();
    return others.size() == 1 ? others.getFirst() : null;
  }

  private double score(Map<String, ? extends @Nullable Object> outputs) {
    Object value = outputs.get(settings.score() == null ? SCORE : settings.score());
    double score = value instanceof Number ? number(value) : Double.NaN;
    return Double.isFinite(score) ? score : Double.NaN;
  }

  private static Optional<Answer> items(Map<String, ? extends @Nullable Object> outputs) {
    List<String> items = new ArrayList<>();
    for (int place = 1; outputs.get(ITEM + place) != null; place++) {
      items.add(ValueName.of(outputs.get(ITEM + place)));
    }
    return items.isEmpty() ? Optional.empty() : Optional.of(new Answer.OfItems(items));
  }

  /** Counts a prediction, whether its truth is known or not; null if it answered nothing. */
  static void countPrediction(PerformanceState state, @Nullable Answer answer) {
    state.addPredictions(1);
    if (answer instanceof Answer.OfClass answered) {
      state.answers().addAnswer(answered.name(), answered.score(), 1);
    }
  }

  /**
   * What a label counts as. One whose field is null says that the truth is not known after all, and
   * counts nowhere.
   */
  CountedLabel read(
      Map<String, ? extends @Nullable Object> outputs,
      Map<String, ? extends @Nullable Object> actual) {
    Optional<Answer> answer = answer(outputs);
    if (answer.isEmpty()) {
      return new CountedLabel.Unfit(Misfit.NO_ANSWER);
    }
    return switch (answer.get()) {
      case Answer.OfClass answered -> readClass(answered, actual);
      case Answer.OfNumber answered -> readNumber(answered, actual);
      case Answer.OfItems answered -> readItems(answered, actual);
    };
  }

  private CountedLabel readClass(
      Answer.OfClass answered, Map<String, ? extends @Nullable Object> actual) {
    String field = actualField(answered.field(), actual);
    if (field == null) {
      return new CountedLabel.Unfit(Misfit.NO_ACTUAL);
    }
    Object truth = actual.get(field);
    return truth == null
        ? new CountedLabel.Nothing()
        : new CountedLabel.OfClass(nameLike(answered, truth), answered.name(), answered.score());
  }

  private CountedLabel readNumber(
      Answer.OfNumber answered, Map<String, ? extends @Nullable Object> actual) {
    String field = actualField(answered.field(), actual);
    if (field == null) {
      return new CountedLabel.Unfit(Misfit.NO_ACTUAL);
    }
    Object truth = actual.get(field);
    if (truth == null) {
      return new CountedLabel.Nothing();
    }
    double number = number(truth);
    return truth instanceof String || !isComparable(answered.value(), number)
        ? new CountedLabel.Unfit(Misfit.NOT_A_NUMBER)
        : new CountedLabel.OfNumber(number, answered.value());
  }

  /** Whether the error of an answer can be summed up, squared and as a share of the truth. */
  private static boolean isComparable(double answered, double actual) {
    boolean isShareSmall = actual == 0 || Math.abs((answered - actual) / actual) < TOO_LARGE;
    return Math.abs(answered) < TOO_LARGE && Math.abs(actual) < TOO_LARGE && isShareSmall;
  }

  /** The names of the feedback are items, its values how relevant they turned out to be. */
  private CountedLabel readItems(
      Answer.OfItems answered, Map<String, ? extends @Nullable Object> actual) {
    Map<String, Double> relevance = new TreeMap<>();
    for (Map.Entry<String, ? extends @Nullable Object> each : actual.entrySet()) {
      Object value = each.getValue();
      double number = value == null ? 0 : number(value);
      if (!(number >= 0 && number < TOO_LARGE) || value instanceof String) {
        return new CountedLabel.Unfit(Misfit.NOT_A_RELEVANCE);
      }
      relevance.merge(ValueName.of(each.getKey()), number, Math::max);
    }
    List<Double> ordered = new ArrayList<>();
    for (String item : answered.items()) {
      Double found = relevance.remove(item);
      ordered.add(found == null ? 0 : found);
    }
    ordered.addAll(relevance.values());
    return new CountedLabel.OfItems(ordered, answered.items().size(), settings.depth());
  }

  /** The field that was named; that of the answer's name; the one value; or the only field. */
  private @Nullable String actualField(
      String answerField, Map<String, ? extends @Nullable Object> actual) {
    if (settings.actual() != null) {
      return actual.containsKey(settings.actual()) ? settings.actual() : null;
    }
    if (actual.containsKey(answerField)) {
      return answerField;
    }
    for (String name : ANSWERS) {
      if (actual.containsKey(name)) {
        return name;
      }
    }
    return actual.size() == 1 ? actual.keySet().iterator().next() : null;
  }

  /**
   * The number that a label is compared as; empty if it is none, names another field, or cannot be
   * compared with what was answered.
   */
  public Optional<Double> actualNumber(
      Answer.OfNumber answered, Map<String, ? extends @Nullable Object> actual) {
    String field = actualField(answered.field(), actual);
    Object truth = field == null ? null : actual.get(field);
    double number = truth instanceof String || truth == null ? Double.NaN : number(truth);
    return isComparable(answered.value(), number) ? Optional.of(number) : Optional.empty();
  }

  /**
   * The class that a label is compared as; empty if it names another field or takes itself back.
   */
  public Optional<String> actualClass(
      Answer.OfClass answered, Map<String, ? extends @Nullable Object> actual) {
    String field = actualField(answered.field(), actual);
    Object truth = field == null ? null : actual.get(field);
    return truth == null ? Optional.empty() : Optional.of(nameLike(answered, truth));
  }

  /** A flag and 1 or 0 are the same, whichever of both sides sends which. */
  private static String nameLike(Answer.OfClass answered, Object truth) {
    if (truth instanceof Boolean flag && !answered.isFlag()) {
      boolean isWord = !answered.name().equals("0") && !answered.name().equals("1");
      return isWord ? ValueName.of(truth) : flag ? "1" : "0";
    }
    if (answered.isFlag() && truth instanceof Number) {
      double number = number(truth);
      return number == 1 ? "true" : number == 0 ? "false" : ValueName.of(truth);
    }
    return ValueName.of(truth);
  }

  /**
   * The segments that a row belongs to, with its value for each.
   *
   * @param features of the row
   * @param tags of its event
   */
  public Map<String, String> segments(
      Map<String, ? extends @Nullable Object> features,
      Map<String, ? extends @Nullable Object> tags) {
    return SegmentReading.of(settings.segments(), features, tags);
  }

  static double number(Object value) {
    return switch (value) {
      case Number number -> number.doubleValue();
      case Boolean flag -> flag ? 1 : 0;
      default -> Double.NaN;
    };
  }
}
