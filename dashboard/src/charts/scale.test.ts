import { describe, expect, it } from "vitest";
import { scaleAround, scaleFromZero } from "@/charts/scale";

describe("the value axis", () => {
  it.each([
    [0.47, { top: 0.6, step: 0.2 }],
    [466, { top: 600, step: 200 }],
    [0, { top: 1, step: 1 }],
    [1, { top: 1.5, step: 0.5 }],
  ])("ends on a round number above %d", (highest, scale) => {
    const found = scaleFromZero(highest);
    expect(found.top).toBeCloseTo(scale.top);
    expect(found.step).toBeCloseTo(scale.step);
  });

  it("has no line between two whole numbers of what is counted", () => {
    expect(scaleFromZero(1, { isCount: true })).toEqual({ bottom: 0, top: 2, step: 1 });
    expect(scaleFromZero(7, { isCount: true })).toEqual({ bottom: 0, top: 9, step: 3 });
  });

  it("ends where no value can be above", () => {
    expect(scaleFromZero(1, { most: 1 })).toEqual({ bottom: 0, top: 1, step: 0.25 });
    expect(scaleFromZero(0.03, { most: 1 }).top).toBeCloseTo(0.04);
  });

  it("begins below nothing where values do", () => {
    expect(scaleAround([-4, 8])).toEqual({ bottom: -5, top: 10, step: 5 });
    expect(scaleAround([])).toEqual({ bottom: 0, top: 1, step: 0.25 });
  });
});
