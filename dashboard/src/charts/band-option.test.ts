import { describe, expect, it } from "vitest";
import { bandOption, bandScale, bandValues } from "@/charts/band-option";
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
    const lines = option.series as { name?: string; data?: { symbolSize: number; value: unknown[] }[] }[];
    const line = lines.find((each) => each.name === "Realised");
    expect(line?.data?.map((each) => each.symbolSize)).toEqual([4, 10, 4]);
    expect(line?.data?.[2]?.value[1]).toBeNull();
  });

  it("puts what was odd elsewhere at its bottom, and what lies outside nowhere", () => {
    const tick = (at: number) => ({ at, label: "Anomaly of requests", kind: "anomaly" as const });
    const option = bandOption(
      { from: 0, to: 10, series, ticks: [tick(5), tick(50)], least: 0, most: 1, formatValue: String },
      paletteFor("light"),
    );
    const rings = (option.series as { data?: { value: number[] }[] }[]).at(-2);
    expect(rings?.data?.map((each) => each.value)).toEqual([[5, 0.8]]);
  });

  it("tells each line with its bounds in a table, and leaves out bounds that nobody knows", () => {
    const bare = {
      ...series[0],
      name: "Noise",
      colour: () => "",
      points: [{ at: 0, value: 1, lower: null, upper: null }],
    };
    const table = bandValues({
      from: 0,
      to: 1,
      series: [...series, bare],
      least: 0,
      most: 1,
      formatValue: String,
    });
    expect(table.header).toEqual(["time", "Realised", "Realised, lower", "Realised, upper", "Noise"]);
    expect(table.rows[0]).toEqual(["1970-01-01T00:00:00.000Z", 0.91, 0.9, 0.92, 1]);
    expect(table.rows).toHaveLength(2);
  });
});
