import type { CanaryMeasure } from "@/api/types";

export interface IntervalScale {
  /** Where a difference of shares stands, in percent of the width. */
  place: (difference: number) => number;
}

/**
 * One scale for an interval, zero and the tolerance. A young interval spans nearly everything from −1 to 1; the scale
 * never shows more than ten tolerances to either side, because what decides lies near zero.
 */
export function intervalScale(measure: CanaryMeasure): IntervalScale {
  const widest = measure.tolerance * 10;
  const low = Math.max(Math.min(measure.lower, -measure.tolerance), -widest);
  const high = Math.min(
    Math.max(measure.upper, measure.tolerance * 2),
    Math.max(widest, measure.lower * 1.2),
  );
  const room = (high - low) * 0.04;
  const from = low - room;
  const width = high + room - from;
  return { place: (difference) => Math.min(100, Math.max(0, ((difference - from) / width) * 100)) };
}

/** Red once it is surely too bad, blue once it surely is not, violet in between. */
export function intervalTone(measure: CanaryMeasure): "red" | "sea" | "violet" {
  if (measure.lower > measure.tolerance) {
    return "red";
  }
  return measure.upper < measure.tolerance ? "sea" : "violet";
}
