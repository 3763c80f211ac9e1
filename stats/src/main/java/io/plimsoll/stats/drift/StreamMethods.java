package io.plimsoll.stats.drift;

import static io.plimsoll.stats.drift.Sample.Form.VALUES;

import io.plimsoll.stats.stream.Adwin;
import io.plimsoll.stats.stream.Cusum;
import io.plimsoll.stats.stream.Ddm;
import io.plimsoll.stats.stream.HddmW;
import io.plimsoll.stats.stream.Kswin;
import io.plimsoll.stats.stream.PageHinkley;
import io.plimsoll.stats.stream.StreamDetector;
import io.plimsoll.stats.stream.TwoSidedPageHinkley;
import java.util.ArrayList;
import java.util.List;

/** Detectors, run over the reference and then the current side as one stream. */
final class StreamMethods {
  private static final int MOST_DETECTIONS = 10_000;
  private static final int MOST_TESTED_ROWS = 200_000;
  private static final Parameter WARM_UP =
      Parameter.whole("warm_up", 30, 1, 1_000_000, "rows before any call");

  private interface Maker {
    StreamDetector make(Arguments arguments);
  }

  private StreamMethods() {}

  static List<DriftMethod> all() {
    Parameter delta = Parameter.number("delta", 0.005, 0, 1e9, "tolerated at each value");
    Parameter threshold = Parameter.number("lambda", 50, 0, 1e12, "the sum that calls");
    Parameter alpha = Parameter.number("alpha", 0.9999, 0, 1, "the share of the sum that stays");
    return List.of(
        detector("adwin.river", "ADWIN, adaptive windowing")
            .formula("|μ₀ − μ₁| > √(2/m σ² ln(2 ln(n)/δ)) + 2/(3m) ln(2 ln(n)/δ) at some cut")
            .source("A. Bifet, R. Gavaldà, SIAM SDM 2007; River, drift.ADWIN")
            .as("river: ADWIN", "frouros: ADWIN")
            .with(
                Parameter.number("delta", 0.002, 1e-12, 1, "the chance of a false call"),
                Parameter.whole("clock", 32, 1, 10_000, "values between two looks"))
            .runs(
                (pair, asked) ->
                    run(pair, asked, each -> new Adwin(each.number("delta"), each.whole("clock")))),
        detector("page_hinkley.frouros", "Page-Hinkley test as in Frouros")
            .formula("s ← α s + (x − x̄ − δ); call when s > λ")
            .source("E. Page, Biometrika 41, 1954; Frouros, PageHinkley")
            .as("frouros: PageHinkley")
            .with(delta, threshold, alpha, WARM_UP)
            .runs((pair, asked) -> run(pair, asked, StreamMethods::pageHinkley)),
        detector("page_hinkley.river", "Page-Hinkley test as in River")
            .formula(
                "s ← α s + (x − x̄ ∓ δ); call when s is more than λ from its lowest or highest")
            .source("E. Page, Biometrika 41, 1954; River 0.26, drift.PageHinkley")
            .as("river: PageHinkley")
            .with(delta, threshold, alpha, WARM_UP)
            .with(
                Parameter.choice(
                    "mode",
                    "both",
                    List.of("both", "up", "down"),
                    "which change of the mean calls"))
            .runs((pair, asked) -> run(pair, asked, StreamMethods::twoSided)),
        detector("cusum.frouros", "Cumulative sum")
            .formula("s ← max(0, s + x − x̄ − δ); call when s > λ")
            .source("E. Page, Biometrika 41, 1954; Frouros, CUSUM")
            .as("frouros: CUSUM")
            .with(delta, threshold, WARM_UP)
            .runs(
                (pair, asked) ->
                    run(
                        pair,
                        asked,
                        each ->
                            new Cusum(
                                each.number("delta"),
                                each.number("lambda"),
                                each.whole("warm_up")))),
        detector("ddm.river", "Drift detection method, for misses as 1 and hits as 0")
            .formula("p + s > p_min + k s_min, s = √(p (1 − p) / n)")
            .source("J. Gama et al., SBIA 2004; River, drift.binary.DDM")
            .as("river: DDM", "frouros: DDM")
            .with(WARM_UP, Parameter.number("k", 3, 0.1, 100, "standard deviations"))
            .runs(
                (pair, asked) ->
                    run(
                        unit(pair),
                        asked,
                        each -> new Ddm(each.whole("warm_up"), each.number("k")))),
        detector("hddm_w.river", "HDDM with weighted moving averages, for values from 0 to 1")
            .formula("x̂₂ − x̂₁ > √((v₁ + v₂) ln(1/δ) / 2)")
            .source("I. Frías-Blanco et al., IEEE TKDE 27(3), 2015; River, drift.binary.HDDM_W")
            .as("river: HDDM_W", "frouros: HDDMW")
            .with(
                Parameter.number("confidence", 0.001, 1e-12, 1, "δ, the chance of a false call"),
                Parameter.number("lambda", 0.05, 1e-6, 1, "the weight of the newest value"))
            .runs(
                (pair, asked) ->
                    run(
                        unit(pair),
                        asked,
                        each -> new HddmW(each.number("confidence"), each.number("lambda")))),
        detector("kswin.river", "Kolmogorov-Smirnov windowing")
            .formula("KS test of the newest rows of a window against others of it: p ≤ α, D > 0.1")
            .source("C. Raab et al., Neurocomputing 416, 2020; River, drift.KSWIN")
            .as("river: KSWIN", "frouros: KSWIN")
            .with(
                Parameter.number("alpha", 0.005, 1e-12, 0.5, "the level of each test"),
                Parameter.whole("window", 100, 4, 10_000, "rows that are kept"),
                Parameter.whole("newest", 30, 2, 100, "rows that are tested"),
                Permutations.SEED)
            .runs(
                (pair, asked) ->
                    run(
                        bounded(pair),
                        asked,
                        each ->
                            new Kswin(
                                each.number("alpha"),
                                Math.max(each.whole("window"), 2 * each.whole("newest")),
                                each.whole("newest"),
                                each.seed()))));
  }

  private static DriftMethod.Draft detector(String id, String title) {
    return DriftMethod.draft(id, title).isDetector().takes(VALUES);
  }

  private static PageHinkley pageHinkley(Arguments arguments) {
    return new PageHinkley(
        arguments.number("delta"),
        arguments.number("lambda"),
        arguments.number("alpha"),
        arguments.whole("warm_up"),
        false);
  }

  private static TwoSidedPageHinkley twoSided(Arguments arguments) {
    return new TwoSidedPageHinkley(
        arguments.number("delta"),
        arguments.number("lambda"),
        arguments.number("alpha"),
        arguments.whole("warm_up"),
        !arguments.is("mode", "down"),
        !arguments.is("mode", "up"));
  }

  private static Pair bounded(Pair pair) {
    long rows = pair.reference().rows() + pair.current().rows();
    if (rows > MOST_TESTED_ROWS) {
      throw new DriftInputException(
          "reference",
          "a test at each of "
              + rows
              + " rows takes too long (at most "
              + MOST_TESTED_ROWS
              + "); use adwin.river");
    }
    return pair;
  }

  private static Pair unit(Pair pair) {
    for (Numbers side : List.of(pair.referenceNumbers(), pair.currentNumbers())) {
      if (side.rows() > 0 && (side.min() < 0 || side.max() > 1)) {
        double odd = side.min() < 0 ? side.min() : side.max();
        throw new DriftInputException(
            "reference", "this detector takes values from 0 to 1 and there is " + odd);
      }
    }
    return pair;
  }

  private static Outcome run(Pair pair, Arguments arguments, Maker maker) {
    StreamDetector detector = maker.make(arguments);
    List<Long> detections = new ArrayList<>();
    long place = 0;
    long calls = 0;
    long inCurrent = 0;
    long first = pair.reference().rows();
    for (Numbers side : List.of(pair.referenceNumbers(), pair.currentNumbers())) {
      for (double value : side.inOrder()) {
        if (detector.update(value)) {
          calls++;
          inCurrent += place >= first ? 1 : 0;
          if (detections.size() < MOST_DETECTIONS) {
            detections.add(place);
          }
        }
        place++;
      }
    }
    Outcome outcome =
        Outcome.of((double) calls)
            .effect("detections", (double) (pair.current().rows() == 0 ? calls : inCurrent), 1)
            .detail("rowsOfReference", (double) first)
            .detections(detections);
    return calls > MOST_DETECTIONS
        ? outcome.note("only the first " + MOST_DETECTIONS + " of " + calls + " calls are listed")
        : outcome;
  }
}
