import { describe, expect, it } from "vitest";
import {
  escapeHtml,
  highestValue,
  isAlone,
  type TimeChartSpec,
  valueScale,
  withGaps,
} from "@/charts/time-option";

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
  it.each([
    [0.47, { top: 0.6, step: 0.2 }],
    [466, { top: 600, step: 200 }],
    [0, { top: 1, step: 1 }],
    [1, { top: 1.5, step: 0.5 }],
  ])("ends on a round number above %d", (highest, scale) => {
    const found = valueScale(highest);
    expect(found.top).toBeCloseTo(scale.top);
    expect(found.step).toBeCloseTo(scale.step);
  });

  it("has no line between two whole numbers of what is counted", () => {
    expect(valueScale(1, { isCount: true })).toEqual({ top: 2, step: 1 });
    expect(valueScale(7, { isCount: true })).toEqual({ top: 9, step: 3 });
  });

  it("ends where no value can be above", () => {
    expect(valueScale(1, { most: 1 })).toEqual({ top: 1, step: 0.25 });
    expect(valueScale(0.03, { most: 1 }).top).toBeCloseTo(0.04);
  });

  const spec = (rest: Partial<TimeChartSpec>): TimeChartSpec => ({
    from: 0,
    to: 100,
    series: [],
    formatValue: String,
    ...rest,
  });
  const colour = () => "#000";

  it("has room for the threshold and its name", () => {
    expect(highestValue(spec({ threshold: { value: 0.05, name: "line" } }))).toBeCloseTo(0.06);
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

describe("escapeHtml", () => {
  it("takes the edge off names that came from users", () => {
    expect(escapeHtml('<img src=x onerror="alert(1)">&')).toBe(
      "&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&amp;",
    );
  });
});
