import { describe, expect, it } from "vitest";
import { byteUnit, durationUnit, inUnit, scaleAround, scaleFromZero } from "@/charts/scale";

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

describe("units", () => {
  it("make the lines of an axis round in what people count in", () => {
    const unit = durationUnit(250_000);
    const scale = scaleFromZero(250_000, { unit });
    expect([0, 1, 2].map((line) => inUnit(unit)(line * scale.step))).toEqual(["0 min", "2 min", "4 min"]);
    expect(durationUnit(110_000).name).toBe("s");
    expect(durationUnit(0).name).toBe("ms");
    expect(byteUnit(3 * 2 ** 30).name).toBe("GiB");
    const bytes = scaleFromZero(3 * 2 ** 30, { unit: byteUnit(3 * 2 ** 30) });
    expect(bytes.step / 2 ** 30).toBe(1);
    expect(inUnit(byteUnit(2 ** 20))(1_500 * 2 ** 20)).toBe("1,500 MiB");
  });
});
