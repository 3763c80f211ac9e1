import { describe, expect, it } from "vitest";
import type { CanaryMeasure } from "@/api/types";
import { intervalScale, intervalTone } from "@/pages/model/interval-scale";

function measure(lower: number, upper: number): CanaryMeasure {
  const side = { rows: 100, bad: 1 };
  return { kind: "errors", baseline: side, candidate: side, difference: 0, lower, upper, tolerance: 0.01 };
}

describe("the scale of an interval", () => {
  it("always shows zero and the tolerance", () => {
    for (const each of [measure(-1, 1), measure(-0.001, 0.002), measure(0.4, 0.6), measure(-0.9, -0.5)]) {
      const { place } = intervalScale(each);
      expect(place(0)).toBeGreaterThan(0);
      expect(place(0.01)).toBeGreaterThan(place(0));
      expect(place(0.01)).toBeLessThan(100);
    }
  });

  it("shows where an interval begins that is far beyond the tolerance", () => {
    const far = measure(0.4, 0.6);
    expect(intervalScale(far).place(far.lower)).toBeLessThan(100);
  });

  it("cuts off what is far away, so that what decides can be seen", () => {
    const { place } = intervalScale(measure(-1, 1));
    expect(place(-1)).toBe(0);
    expect(place(1)).toBe(100);
    expect(place(0.01) - place(0)).toBeGreaterThan(4);
  });

  it("is coloured by what is sure", () => {
    expect(intervalTone(measure(0.02, 0.5))).toBe("red");
    expect(intervalTone(measure(-0.1, 0.009))).toBe("sea");
    expect(intervalTone(measure(-0.1, 0.02))).toBe("violet");
  });
});
