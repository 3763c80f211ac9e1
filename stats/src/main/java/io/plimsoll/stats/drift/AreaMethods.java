package io.plimsoll.stats.drift;

import static io.plimsoll.stats.drift.Sample.Form.COUNTS;
import static io.plimsoll.stats.drift.Sample.Form.HISTOGRAM;
import static io.plimsoll.stats.drift.Sample.Form.VALUES;

import io.plimsoll.stats.Distances;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;

/** Distances between samples of numbers: areas between their distribution functions. */
final class AreaMethods {
  private static final double RELEVANT = 0.1;
  private static final String FORMULA = "∫ |F(x) − G(x)| dx";
  private static final String SOURCE = "L. Vaserstein, 1969; computed as scipy.stats does";

  /** In what unit a Wasserstein distance is told. */
  private record Unit(
      ToDoubleBiFunction<Numbers, Numbers> ofNumbers,
      ToDoubleFunction<HistogramAreas> ofHistograms) {
    static final Unit RAW = new Unit((reference, current) -> 1, histograms -> 1);
    static final Unit RANGE =
        new Unit(
            (reference, current) ->
                Math.max(reference.max(), current.max()) - Math.min(reference.min(), current.min()),
            HistogramAreas::range);

    /** Standard deviations of the reference, no smaller than {@code least}. */
    static Unit deviations(int used, double least) {
      return new Unit(
          (reference, current) -> Math.max(deviation(reference, used), least),
          histograms -> Math.max(histograms.deviation(used), least));
    }
  }

  private AreaMethods() {}

  static List<DriftMethod> all() {
    return List.of(
        wasserstein("wasserstein.raw", "Wasserstein distance in the unit of the values")
            .formula(FORMULA)
            .source(SOURCE)
            .as("scipy: wasserstein_distance", "frouros: EMD")
            .runs((pair, arguments) -> scaled(pair, Unit.RAW)),
        wasserstein("wasserstein.sd", "Wasserstein distance in standard deviations")
            .formula(FORMULA + " / s(reference), s with n − 1")
            .source(SOURCE)
            .runs((pair, arguments) -> scaled(pair, Unit.deviations(1, 0))),
        wasserstein("wasserstein.evidently", "Wasserstein distance as in Evidently")
            .formula(FORMULA + " / max(s(reference), 0.001), s with n")
            .source("Evidently, calculations/stattests/wasserstein_distance_norm.py")
            .as("evidently: wasserstein")
            .runs((pair, arguments) -> scaled(pair, Unit.deviations(0, 0.001))),
        wasserstein("wasserstein.minmax", "Wasserstein distance in parts of the joint range")
            .formula(FORMULA + " / (max − min of both sides)")
            .source("Deepchecks, utils/distribution/drift.py")
            .as("deepchecks: EMD")
            .with(
                Parameter.number(
                    "margin",
                    0,
                    0,
                    0.49,
                    "the share cut off each end of each side first; Deepchecks uses 0.025"))
            .runs(AreaMethods::minMax),
        DriftMethod.draft("energy.distance", "Energy distance")
            .formula("√(2 ∫ (F(x) − G(x))² dx)")
            .source("G. Székely, M. Rizzo, J. Statistical Planning and Inference 143(8), 2013")
            .as("scipy: energy_distance", "evidently: ed", "frouros: EnergyDistance")
            .takes(VALUES, COUNTS, HISTOGRAM)
            .runs(AreaMethods::energy));
  }

  private static DriftMethod.Draft wasserstein(String id, String title) {
    return DriftMethod.draft(id, title).takes(VALUES, COUNTS, HISTOGRAM);
  }

  private static double deviation(Numbers reference, int used) {
    return reference.rows() > used ? reference.standardDeviation(used) : 0;
  }

  private static Outcome scaled(Pair given, Unit unit) {
    Optional<HistogramAreas> histograms = HistogramAreas.of(given, "the Wasserstein distance");
    if (histograms.isPresent()) {
      HistogramAreas both = histograms.get();
      double scale = unit.ofHistograms().applyAsDouble(both);
      return Outcome.of(ratio(both.wasserstein(), scale))
          .noise(ratio(both.noiseOfWasserstein(), scale))
          .effect("wasserstein_in_sd", ratio(both.wasserstein(), both.deviation(1)), RELEVANT)
          .detail("raw", both.wasserstein());
    }
    Pair pair = given.numbersOfAtLeast(1, "the Wasserstein distance");
    Numbers reference = pair.referenceNumbers();
    Numbers current = pair.currentNumbers();
    double distance = Distances.wasserstein(reference.sorted(), current.sorted());
    double scale = unit.ofNumbers().applyAsDouble(reference, current);
    double noise = Noise.ofArea(reference, current, false);
    double spread = deviation(reference, 1);
    return Outcome.of(ratio(distance, scale))
        .noise(ratio(noise, scale))
        .effect("wasserstein_in_sd", ratio(distance, spread), RELEVANT)
        .detail("raw", distance);
  }

  /** Nothing over nothing is nothing; a step away from a constant is infinitely far. */
  static double ratio(double distance, double scale) {
    return distance == 0 ? 0 : distance / scale;
  }

  private static Outcome minMax(Pair given, Arguments arguments) {
    double margin = arguments.number("margin");
    if (HistogramAreas.of(given, "the Wasserstein distance").isPresent()) {
      if (margin > 0) {
        throw new DriftInputException(
            "parameters.margin", "histograms have no ends to be cut off; leave it out");
      }
      return inItsRange(given);
    }
    Pair pair = given.numbersOfAtLeast(1, "the Wasserstein distance");
    Pair trimmed =
        new Pair(trim(pair.referenceNumbers(), margin), trim(pair.currentNumbers(), margin));
    return inItsRange(trimmed);
  }

  private static Outcome inItsRange(Pair pair) {
    Outcome outcome = scaled(pair, Unit.RANGE);
    return outcome.effect("distance", outcome.value().orElse(0), RELEVANT);
  }

  private static Numbers trim(Numbers sample, double margin) {
    if (margin == 0) {
      return sample;
    }
    double least = sample.quantile(margin);
    double most = sample.quantile(1 - margin);
    return Numbers.of(
        java.util.Arrays.stream(sample.sorted())
            .filter(value -> value >= least && value <= most)
            .toArray());
  }

  private static Outcome energy(Pair given, Arguments arguments) {
    Optional<HistogramAreas> histograms = HistogramAreas.of(given, "the energy distance");
    if (histograms.isPresent()) {
      HistogramAreas both = histograms.get();
      return Outcome.of(both.energy())
          .noise(both.noiseOfEnergy())
          .effect("wasserstein_in_sd", ratio(both.wasserstein(), both.deviation(1)), RELEVANT);
    }
    Pair pair = given.numbersOfAtLeast(1, "the energy distance");
    Numbers reference = pair.referenceNumbers();
    Numbers current = pair.currentNumbers();
    double distance = Distances.wasserstein(reference.sorted(), current.sorted());
    return Outcome.of(Distances.energy(reference.sorted(), current.sorted()))
        .noise(Math.sqrt(2 * Noise.ofArea(reference, current, true)))
        .effect("wasserstein_in_sd", ratio(distance, deviation(reference, 1)), RELEVANT);
  }
}
