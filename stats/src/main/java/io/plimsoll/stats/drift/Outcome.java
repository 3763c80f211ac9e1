package io.plimsoll.stats.drift;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a definition makes of two samples.
 *
 * @param value the number that the definition is named for; empty if it is not defined here
 * @param undefined why there is no value
 * @param pValue the probability of such a value or a farther one when nothing has changed
 * @param noise what the value exceeds in 5 of 100 comparisons when nothing has changed
 * @param details further numbers by name
 * @param detections places in the stream at which a detector has called
 * @param notes what was done to the input that nobody would expect
 */
public record Outcome(
    OptionalDouble value,
    Optional<String> undefined,
    OptionalDouble pValue,
    OptionalDouble degreesOfFreedom,
    OptionalDouble noise,
    Optional<Effect> effect,
    List<BinCount> bins,
    Map<String, Double> details,
    List<Long> detections,
    List<String> notes) {

  /** One bin of a comparison: its name and how many rows of each side it holds. */
  public record BinCount(String label, double reference, double current) {}

  public Outcome {
    bins = List.copyOf(bins);
    details = Map.copyOf(new LinkedHashMap<>(details));
    detections = List.copyOf(detections);
    notes = List.copyOf(notes);
  }

  static Outcome of(double value) {
    return new Outcome(
        OptionalDouble.of(value),
        Optional.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        Optional.empty(),
        List.of(),
        Map.of(),
        List.of(),
        List.of());
  }

  static Outcome undefined(String reason) {
    Outcome none = of(0);
    return new Outcome(
        OptionalDouble.empty(),
        Optional.of(reason),
        none.pValue,
        none.degreesOfFreedom,
        none.noise,
        none.effect,
        none.bins,
        none.details,
        none.detections,
        none.notes);
  }

  Outcome pValue(double probability) {
    double held = Math.max(0, Math.min(1, probability));
    return with(OptionalDouble.of(held), degreesOfFreedom, noise, effect);
  }

  Outcome degreesOfFreedom(double degrees) {
    return with(pValue, OptionalDouble.of(degrees), noise, effect);
  }

  Outcome noise(double level) {
    return with(pValue, degreesOfFreedom, OptionalDouble.of(level), effect);
  }

  Outcome effect(String name, double size, double relevant) {
    return with(
        pValue, degreesOfFreedom, noise, Optional.of(new Effect(name, Math.abs(size), relevant)));
  }

  private Outcome with(
      OptionalDouble probability,
      OptionalDouble degrees,
      OptionalDouble level,
      Optional<Effect> size) {
    return new Outcome(
        value, undefined, probability, degrees, level, size, bins, details, detections, notes);
  }

  Outcome bins(List<BinCount> counted) {
    return new Outcome(
        value,
        undefined,
        pValue,
        degreesOfFreedom,
        noise,
        effect,
        counted,
        details,
        detections,
        notes);
  }

  Outcome detail(String name, double number) {
    Map<String, Double> more = new LinkedHashMap<>(details);
    more.put(name, number);
    return new Outcome(
        value, undefined, pValue, degreesOfFreedom, noise, effect, bins, more, detections, notes);
  }

  Outcome detections(List<Long> places) {
    return new Outcome(
        value, undefined, pValue, degreesOfFreedom, noise, effect, bins, details, places, notes);
  }

  Outcome note(String sentence) {
    List<String> more = new ArrayList<>(notes);
    more.add(sentence);
    return new Outcome(
        value, undefined, pValue, degreesOfFreedom, noise, effect, bins, details, detections, more);
  }
}
