import { describe, expect, it } from "vitest";
import { highestValue, isAlone, type TimeChartSpec, timeValues, withGaps } from "@/charts/time-option";

describe("withGaps", () => {
  it("puts a gap where steps are missing", () => {
    expect(
      withGaps(
        [
          [0, 1],
          [60, 2],
          [240, 3],
        ],
        60,
      ),
    ).toEqual([
      [0, 1],
      [60, 2],
      [120, null],
      [240, 3],
    ]);
  });

  it("leaves a whole series as it is", () => {
    const points: [number, number][] = [
      [0, 1],
      [60, 2],
    ];
    expect(withGaps(points, 60)).toEqual(points);
  });
});

describe("isAlone", () => {
  const points: [number, number | null][] = [
    [0, 1],
    [60, null],
    [120, 2],
    [180, 3],
    [240, null],
    [300, 4],
  ];

  it("finds the points that no line would reach", () => {
    expect(points.map((_, place) => isAlone(points, place))).toEqual([
      true,
      false,
      false,
      false,
      false,
      true,
    ]);
  });
});

describe("the value axis", () => {
  const spec = (rest: Partial<TimeChartSpec>): TimeChartSpec => ({
    from: 0,
    to: 100,
    series: [],
    formatValue: String,
    ...rest,
  });
  const colour = () => "#000";

  it("has room for the threshold and its name", () => {
    expect(highestValue(spec({ thresholds: [{ value: 0.05, name: "line" }] }))).toBeCloseTo(0.06);
  });

  it("has room for stacked bars", () => {
    const bars = [1, 2].map((value) => ({
      name: `${value}`,
      colour,
      kind: "bar" as const,
      stack: "all",
      points: [[0, value * 10]] as [number, number][],
    }));
    expect(highestValue(spec({ series: bars }))).toBe(30);
  });
});

describe("what is drawn, as a table", () => {
  it("has a row for each instant that is known, and for what happened", () => {
    const line = (name: string, points: [number, number | null][]) => ({
      name,
      colour: () => "#000",
      points,
    });
    const table = timeValues({
      from: 0,
      to: 3_000,
      formatValue: String,
      series: [
        line("p50", [
          [0, 1],
          [1_000, null],
          [2_000, 3],
        ]),
        line("p95", [[2_000, 9]]),
      ],
      ticks: [{ at: 1_500, label: "v2 deployed", kind: "deploy" }],
      thresholds: [{ value: 8, name: "alert line" }],
    });
    expect(table.header).toEqual(["time", "p50", "p95", "what_happened"]);
    expect(table.rows).toEqual([
      ["1970-01-01T00:00:00.000Z", 1, null, null],
      ["1970-01-01T00:00:01.500Z", null, null, "v2 deployed"],
      ["1970-01-01T00:00:02.000Z", 3, 9, null],
    ]);
    expect(table.lines).toEqual([{ value: 8, name: "alert line" }]);
  });
});
