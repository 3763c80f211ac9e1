import { describe, expect, it } from "vitest";
import { bandOption, bandScale } from "@/charts/band-option";
import { paletteFor } from "@/charts/palette";

const points = [
  { at: 0, value: 0.91, lower: 0.9, upper: 0.92 },
  { at: 86_400_000, value: 0.84, lower: 0.82, upper: 0.86, isMarked: true },
  { at: 172_800_000, value: null, lower: null, upper: null },
];
const series = [{ name: "Realised", colour: () => "#123456", points }];

describe("a chart with bands", () => {
  it("shows where the values are, within what they can be", () => {
    expect(bandScale({ series, thresholds: [{ value: 0.88, name: "Decay" }], least: 0, most: 1 })).toEqual({
      bottom: 0.8,
      top: expect.closeTo(0.95, 9),
      step: 0.05,
    });
    expect(bandScale({ series: [], thresholds: [], least: 0, most: 1 }).top).toBe(1);
  });

  it("draws a flat line without an empty axis", () => {
    const flat = [
      { ...series[0], name: "a", colour: () => "", points: [{ at: 0, value: 1, lower: 1, upper: 1 }] },
    ];
    const scale = bandScale({ series: flat, thresholds: [], least: 0, most: 1 });
    expect(scale.bottom).toBeLessThan(scale.top);
  });

  it("rings a marked point and leaves a gap where nothing is known", () => {
    const option = bandOption(
      { from: 0, to: 1, series, thresholds: [], least: 0, most: 1, formatValue: String },
      paletteFor("light"),
    );
    const lines = option.series as { name?: string; data?: { symbol: string; value: unknown[] }[] }[];
    const line = lines.find((each) => each.name === "Realised");
    expect(line?.data?.map((each) => each.symbol)).toEqual(["circle", "emptyCircle", "circle"]);
    expect(line?.data?.[2]?.value[1]).toBeNull();
  });
});
