import { describe, expect, it } from "vitest";
import { metricFormat, performanceSentence, performanceSpec, segmentSpec } from "@/parts/performance-figures";
import { report, segmentCourse } from "../../dev/mock/performance";

describe("the chart of a model's performance", () => {
  const spec = performanceSpec(report("flight-delays"), "accuracy");

  it("draws what came true and what is expected, with bands and the line of decay", () => {
    expect(spec.series.map((series) => series.name)).toEqual([
      "Realised, from labels",
      "Estimated, without labels",
    ]);
    expect(spec.thresholds?.[0]?.value).toBeCloseTo(0.846, 9);
    expect(spec.series[0]?.points.at(-1)?.value).toBeNull();
    expect(spec.series[1]?.points.at(-1)?.lower).not.toBeNull();
  });

  it("rings a decayed chunk on the line that is gone by", () => {
    const marked = spec.series.map((series) => series.points.filter((point) => point.isMarked).length);
    expect(marked).toEqual([7, 3]);
  });

  it("draws no estimate where there is none", () => {
    expect(performanceSpec(report("flight-delays"), "brier").series).toHaveLength(1);
    expect(performanceSpec(report("pilot-demand"), "accuracy").series).toHaveLength(0);
  });

  it("says what is seen, and when too little is known to say anything", () => {
    expect(performanceSentence(report("flight-delays"), "accuracy")).toMatch(
      /10 of 23 chunks since are worse/,
    );
    expect(performanceSentence(report("pilot-demand"), "accuracy")).toMatch(/Two chunks/);
    expect(metricFormat("mae")(3.4)).toBe("3.40");
  });
});

it("draws a segment beside all other rows, with rings where it was worse", () => {
  const course = segmentCourse("flight-delays", new URLSearchParams({ segment: "carrier", value: "EV" }));
  const [own, rest] = segmentSpec(course, "accuracy").series;
  expect(own?.points.filter((point) => point.isMarked)).toHaveLength(9);
  expect(own?.points.at(-1)?.value).toBeNull();
  expect(rest?.points.some((point) => point.isMarked || point.lower !== null)).toBe(false);
});
