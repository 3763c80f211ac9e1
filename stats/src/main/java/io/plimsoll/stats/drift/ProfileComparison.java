package io.plimsoll.stats.drift;

import io.plimsoll.stats.CategoricalProfile;
import io.plimsoll.stats.NumericProfile;
import io.plimsoll.stats.Profile;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Compares two profiles, as they are kept of windows and of baselines, without their rows.
 *
 * <p>Four definitions are made for profiles and take some ten microseconds: {@code
 * wasserstein.sketch}, {@code ks.sketch}, {@code js.profile} and {@code psi.monitor}. Every other
 * one that needs neither order nor rows of several columns is computed on samples laid out from the
 * profiles, see {@link ProfileSamples}.
 */
public final class ProfileComparison {
  private static final Set<String> NEEDS_ROWS = Set.of("classifier", "pca", "mmd");
  private static final Set<String> COUNTED =
      Set.of("chi2", "g", "z", "fisher", "cramers_v", "linf");

  private ProfileComparison() {}

  /**
   * Compares two profiles of the same type.
   *
   * @throws DriftInputException if the method does not go with them or a parameter is not valid
   */
  public static Comparison of(Profile reference, Profile current, Comparison.Question question) {
    if (reference.type() != current.type()) {
      throw new DriftInputException(
          "method", "one side holds numbers and the other one categories; profile one anew");
    }
    boolean isNamed = question.method().isPresent();
    Library library = question.library().orElse(Library.PLIMSOLL);
    Optional<MethodChoice> choice =
        isNamed
            ? Optional.empty()
            : Optional.of(MethodChoice.ofProfiles(reference, current, library));
    DriftMethod method = choice.map(MethodChoice::method).orElseGet(() -> require(question));
    requireType(method, reference);
    Arguments arguments = Arguments.of(method, question.parameters());
    return Comparison.judged(
        method,
        choice.map(MethodChoice::reason),
        arguments,
        outcome(method, reference, current, arguments),
        question,
        side(reference),
        side(current));
  }

  /**
   * The definition that a question names, if profiles can answer it.
   *
   * @throws DriftInputException if there is no such definition, or it needs rows
   */
  public static DriftMethod require(Comparison.Question question) {
    DriftMethod method = DriftMethods.resolve(question.method().orElseThrow(), question.library());
    if (needsRows(method)) {
      throw new DriftInputException(
          "method",
          method.id()
              + " needs rows, and of windows only profiles are kept; use wasserstein.sketch,"
              + " ks.sketch, js.profile or psi.monitor, or send samples to POST"
              + " /api/v1/drift/compare");
    }
    Arguments.of(method, question.parameters());
    return method;
  }

  /** Whether a definition can compare profiles of numbers: whether it does without rows. */
  public static boolean takesNumbers(DriftMethod method) {
    return !needsRows(method);
  }

  /** Whether a definition can compare profiles of categories. */
  public static boolean takesCategories(DriftMethod method) {
    return !needsRows(method)
        && method.takes().contains(Sample.Form.COUNTS)
        && !ProfileMethods.isOfNumbers(method.id());
  }

  private static boolean needsRows(DriftMethod method) {
    return method.value() == DriftMethod.Value.DETECTIONS
        || NEEDS_ROWS.contains(method.family())
        || method.parameters().stream()
            .anyMatch(each -> each.name().equals(Permutations.COUNT.name()));
  }

  private static void requireType(DriftMethod method, Profile profile) {
    if (profile instanceof CategoricalProfile && !takesCategories(method)) {
      throw new DriftInputException(
          "method", method.id() + " takes numbers and the values are categories; use js.profile");
    }
  }

  private static Outcome outcome(
      DriftMethod method, Profile reference, Profile current, Arguments arguments) {
    if (ProfileMethods.isOfProfiles(method.id())) {
      return ProfileMethods.run(method.id(), reference, current);
    }
    if (reference.count() == 0 || current.count() == 0) {
      return ProfileMethods.without(reference);
    }
    boolean asCounts = COUNTED.contains(method.family());
    Sample before = ProfileSamples.of(reference, asCounts);
    Sample now = ProfileSamples.of(current, asCounts);
    if (before.form() != now.form()) {
      before = ProfileSamples.of(reference, false);
      now = ProfileSamples.of(current, false);
    }
    Outcome outcome = method.procedure().run(new Pair(before, now), arguments);
    boolean isLaidOut =
        before.form() == Sample.Form.VALUES
            && (before.rows() < reference.count() || now.rows() < current.count());
    return isLaidOut
        ? outcome.note(
            "computed on "
                + before.rows()
                + " and "
                + now.rows()
                + " values laid out from the profiles, as many as are as certain as they are")
        : outcome;
  }

  private static Comparison.Side side(Profile profile) {
    return new Comparison.Side(
        profile.count(),
        profile.missing(),
        profile instanceof NumericProfile numeric ? numeric.infinite() : 0);
  }

  /** The names of the definitions that are made for profiles. */
  public static List<String> fast() {
    return ProfileMethods.all().stream().map(DriftMethod::id).toList();
  }

  /** The question for those who ask none: the default method at a level of 5 %. */
  public static Comparison.Question standard() {
    return new Comparison.Question(
        Optional.empty(), Optional.empty(), Map.of(), 0.05, java.util.OptionalDouble.empty());
  }
}
