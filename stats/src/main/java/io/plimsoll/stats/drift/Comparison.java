package io.plimsoll.stats.drift;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Two samples compared by one definition, with what it means.
 *
 * @param chosenBecause what the choice of the method rests on, if none was named
 * @param parameters all parameters of the definition as they were used
 */
public record Comparison(
    DriftMethod method,
    Optional<String> chosenBecause,
    Map<String, Object> parameters,
    Outcome outcome,
    Finding finding,
    String sentence,
    Side reference,
    Side current) {

  /** What a comparison comes to. */
  public enum Finding {
    /** Beyond chance, and large enough to matter. */
    DRIFTED,
    /** Beyond chance, and too small to matter. */
    NEGLIGIBLE,
    /** Large enough to matter, and chance alone explains it. */
    CHANCE,
    /** Neither. */
    STABLE,
    /** The number is not defined for these samples. */
    UNDEFINED;

    /** The wire form. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** How many rows of a side were used, and how many were left out and why. */
  public record Side(long rows, long missing, long infinite) {
    static Side of(Sample sample) {
      return new Side(sample.rows(), sample.missing(), sample.infinite());
    }
  }

  /**
   * What is asked for.
   *
   * @param method an id, a family or a library's name; empty for the default
   * @param library whose variant or default is meant
   * @param parameters values by name, for those that are not to have their preset
   * @param alpha the level of p-values
   * @param relevant from which effect on a difference matters; empty for the definition's own
   */
  public record Question(
      Optional<String> method,
      Optional<Library> library,
      Map<String, Object> parameters,
      double alpha,
      OptionalDouble relevant) {}

  /**
   * Compares two samples.
   *
   * @throws DriftInputException if the samples, the method and the parameters do not go together
   */
  public static Comparison of(Sample reference, Sample current, Question question) {
    Pair pair = new Pair(reference, current);
    Optional<MethodChoice> choice =
        question.method().isPresent()
            ? Optional.empty()
            : Optional.of(choose(pair, question.library().orElse(Library.PLIMSOLL)));
    DriftMethod method =
        choice
            .map(MethodChoice::method)
            .orElseGet(
                () -> DriftMethods.resolve(question.method().orElseThrow(), question.library()));
    requireForm(method, reference, "reference");
    requireForm(method, current, "current");
    Arguments arguments = Arguments.of(method, question.parameters());
    return judged(
        method,
        choice.map(MethodChoice::reason),
        arguments,
        method.procedure().run(pair, arguments),
        question,
        Side.of(reference),
        Side.of(current));
  }

  /** What an outcome means for the question. */
  static Comparison judged(
      DriftMethod method,
      Optional<String> chosenBecause,
      Arguments arguments,
      Outcome computed,
      Question question,
      Side reference,
      Side current) {
    Outcome outcome = defined(computed);
    if (question.relevant().isPresent() && outcome.effect().isPresent()) {
      Effect effect = outcome.effect().get();
      outcome = outcome.effect(effect.name(), effect.value(), question.relevant().getAsDouble());
    }
    Finding finding = finding(outcome, question.alpha());
    return new Comparison(
        method,
        chosenBecause,
        arguments.all(),
        outcome,
        finding,
        sentence(outcome, finding, question.alpha()),
        reference,
        current);
  }

  private static MethodChoice choose(Pair pair, Library library) {
    Pair.requireRows(pair.reference().rows(), 1, "reference", "a comparison");
    Pair.requireRows(pair.current().rows(), 1, "current", "a comparison");
    return MethodChoice.of(pair, library);
  }

  private static void requireForm(DriftMethod method, Sample sample, String side) {
    if (!method.takes().contains(sample.form())) {
      throw new DriftInputException(
          side,
          method.id()
              + " takes "
              + method.takes().stream()
                  .map(form -> form.name().toLowerCase(Locale.ROOT))
                  .sorted()
                  .toList()
              + ", not "
              + sample.form().name().toLowerCase(Locale.ROOT)
              + "; send one of these or name another method");
    }
  }

  /** A number that overflowed into nothing is told as what it is. */
  private static Outcome defined(Outcome outcome) {
    return outcome.value().isPresent() && Double.isNaN(outcome.value().getAsDouble())
        ? Outcome.undefined("the values are too large for the difference of them to be a number")
        : outcome;
  }

  private static Finding finding(Outcome outcome, double alpha) {
    if (outcome.value().isEmpty()) {
      return Finding.UNDEFINED;
    }
    boolean isLarge = outcome.effect().map(Effect::isRelevant).orElse(true);
    if (isBeyondChance(outcome, alpha)) {
      return isLarge ? Finding.DRIFTED : Finding.NEGLIGIBLE;
    }
    return isLarge ? Finding.CHANCE : Finding.STABLE;
  }

  private static boolean isBeyondChance(Outcome outcome, double alpha) {
    if (outcome.pValue().isPresent()) {
      return outcome.pValue().getAsDouble() <= alpha;
    }
    double value = outcome.value().orElse(0);
    return value > outcome.noise().orElse(0);
  }

  private static String sentence(Outcome outcome, Finding finding, double alpha) {
    if (finding == Finding.UNDEFINED) {
      return "Not defined: " + outcome.undefined().orElse("no reason is known") + ".";
    }
    String chance = chance(outcome, alpha);
    String size =
        outcome
            .effect()
            .map(
                effect ->
                    "; the effect ("
                        + effect.name()
                        + ") is "
                        + text(effect.value())
                        + ", relevant from "
                        + text(effect.relevant()))
            .orElse("");
    String verdict =
        switch (finding) {
          case DRIFTED -> "Drift: ";
          case NEGLIGIBLE -> "Beyond chance but too small to matter: ";
          case CHANCE -> "Chance alone explains it: ";
          case STABLE, UNDEFINED -> "No drift: ";
        };
    return verdict + chance + size + ".";
  }

  private static String chance(Outcome outcome, double alpha) {
    if (outcome.pValue().isPresent()) {
      return FigureWords.pValue(outcome.pValue().getAsDouble(), alpha)
          + " at a level of "
          + text(alpha);
    }
    String value = "the value is " + text(outcome.value().orElse(0));
    return outcome.noise().isPresent()
        ? value + ", noise is up to " + text(outcome.noise().getAsDouble())
        : value;
  }

  private static String text(double value) {
    return FigureWords.figure(value);
  }
}
