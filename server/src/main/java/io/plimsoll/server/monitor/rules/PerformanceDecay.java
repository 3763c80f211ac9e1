package io.plimsoll.server.monitor.rules;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The figures of a model that are beyond the lines of its reference, put into words.
 *
 * @param version empty for a model that names none
 * @param figures at least one, the farthest beyond its line first
 * @param causes what went with it, in words, the closest first
 * @param page the address of the model's page in the dashboard
 */
public record PerformanceDecay(
    String model, String version, List<Figure> figures, List<String> causes, String page) {
  private static final double CRITICAL_RATIO = 2;

  /**
   * One figure.
   *
   * @param isEstimated whether it is expected without labels
   * @param beyond how far it is from the mean, as a multiple of what is allowed
   * @param since when the first of the chunks in a row began that have decayed
   * @param chunks how many of them there are
   */
  public record Figure(
      String metric,
      boolean isEstimated,
      Window chunk,
      long rows,
      double value,
      double standardError,
      double mean,
      double line,
      double beyond,
      Instant since,
      int chunks) {
    String name() {
      return switch (metric) {
        case "mae", "mse", "rmse", "mape", "ndcg", "map", "mrr" -> metric.toUpperCase(Locale.ROOT);
        case "roc_auc" -> "ROC AUC";
        case "f1" -> "F1";
        case "r2" -> "R²";
        default -> metric.replace('_', ' ');
      };
    }

    private String direction() {
      return value < mean ? "fell" : "rose";
    }

    private String headline() {
      return isEstimated
          ? "%s is expected to have %s to %s"
              .formatted(name(), value < mean ? "fallen" : "risen", Figures.number(value))
          : "%s %s to %s".formatted(name(), direction(), Figures.number(value));
    }
  }

  public PerformanceDecay {
    figures = List.copyOf(figures);
    causes = List.copyOf(causes);
    if (figures.isEmpty()) {
      throw new IllegalArgumentException("a decay of no figure is none");
    }
  }

  /** Twice beyond what is allowed is urgent. */
  public Severity severity() {
    return figures.getFirst().beyond() >= CRITICAL_RATIO ? Severity.CRITICAL : Severity.WARNING;
  }

  /** What people read. */
  public AlertText text() {
    Figure worst = figures.getFirst();
    return new AlertText(
        model + ": " + worst.headline(), summary(worst), advice(worst), evidence(worst));
  }

  private String summary(Figure worst) {
    String of = version.isEmpty() ? "" : " of version " + Plain.name(version);
    String rows =
        worst.isEstimated()
            ? "is estimated at %s ± %s without labels, for %s"
                .formatted(
                    Figures.number(worst.value()),
                    Figures.number(worst.standardError()),
                    Figures.count(worst.rows(), "prediction"))
            : "was %s ± %s over %s"
                .formatted(
                    Figures.number(worst.value()),
                    Figures.number(worst.standardError()),
                    Figures.count(worst.rows(), "labelled prediction"));
    return "%s%s %s from %s. In its reference %s was usual, and the line is at %s.%s%s"
        .formatted(
            capital(worst.name()),
            of,
            rows,
            Figures.window(worst.chunk()),
            Figures.number(worst.mean()),
            Figures.number(worst.line()),
            lasting(worst),
            others());
  }

  private static String lasting(Figure worst) {
    return worst.chunks() < 2
        ? ""
        : " It is so for %d stretches of time in a row, since %s."
            .formatted(worst.chunks(), Figures.minute(worst.since()));
  }

  private String others() {
    List<Figure> rest = figures.subList(1, figures.size());
    return rest.isEmpty()
        ? ""
        : rest.stream()
            .map(
                each ->
                    "%s %s%s (line %s)"
                        .formatted(
                            each.name(),
                            Figures.number(each.value()),
                            each.isEstimated() ? " as estimated" : "",
                            Figures.number(each.line())))
            .collect(Collectors.joining(", ", " Also beyond: ", "."));
  }

  private List<String> advice(Figure worst) {
    List<String> advice = new ArrayList<>();
    advice.add("See the figures over time with their lines: " + page + "?tab=performance");
    causes.stream()
        .map(cause -> "Look upstream first: " + Plain.line(cause, 300))
        .forEach(advice::add);
    boolean isRealised = figures.stream().anyMatch(each -> !each.isEstimated());
    if (!causes.isEmpty()) {
      advice.add(
          "If that is a fault, mend it where it comes from; if it is here to stay, retrain on recent"
              + " rows.");
    } else if (isRealised) {
      advice.add(
          "No feature has drifted with it, so the same inputs are followed by other outcomes, or the"
              + " labels are made in another way: look at a few wrong answers, check where labels"
              + " come from, then retrain on recent rows.");
    }
    if (worst.isEstimated()) {
      advice.add(
          "Labels for these rows have not come. Send them to be sure: an estimate follows the inputs"
              + " and cannot see other outcomes of the same ones.");
    } else {
      advice.add(
          "The same page shows which segments are weakest: perhaps only a part of the rows is"
              + " worse.");
    }
    return advice;
  }

  private static Evidence evidence(Figure worst) {
    return new Evidence(
        worst.beyond(),
        1,
        worst.rows(),
        worst.chunk(),
        "the usual %s %s of its reference, in parts of the distance that is allowed"
            .formatted(worst.name(), Figures.number(worst.mean())),
        List.of(),
        List.of());
  }

  private static String capital(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }
}
