import { describe, expect, it } from "vitest";
import type { AnomalyCourse } from "@/api/types";
import { paletteFor } from "@/charts/palette";
import { highestValue, timeOption } from "@/charts/time-option";
import { overlayOf } from "@/parts/anomaly-overlay";

const at = "2026-11-21T12:00:00Z";

function course(measure: "traffic" | "latency_p95"): AnomalyCourse {
  const series = { measure, subject: "flights", part: "" };
  const episode = {
    startedAt: at,
    endedAt: at,
    side: 1,
    points: 1,
    worstAt: at,
    value: 900,
    expected: 300,
    lower: 150,
    upper: 450,
    score: 9,
    method: "holt_winters",
  };
  return {
    series: {
      id: "1",
      series,
      isDefault: true,
      settings: { stepSeconds: 900 } as AnomalyCourse["series"]["settings"],
      state: "warming_up",
      plan: null,
      judgedUntil: at,
      changedAt: at,
      changedBy: null,
    },
    points: [
      { at, value: 900, expected: 300, lower: 150, upper: 450, score: 9, side: 1, method: "holt_winters" },
      { at, value: 3, expected: null, lower: null, upper: null, score: 0, side: 0, method: null },
    ],
    anomalies: [
      {
        id: "2",
        seriesId: "1",
        series,
        episode,
        verdict: "expected",
        comment: null,
        toldBy: null,
        toldAt: null,
      },
    ],
  };
}

describe("overlayOf", () => {
  it("expects of a minute a fifteenth of what it expects of a quarter of an hour", () => {
    const { band, rings } = overlayOf(course("traffic"), 60_000);
    expect(band?.points).toEqual([[Date.parse(at), 10, 30, 20]]);
    expect(rings?.[0]).toMatchObject({ value: 60, isQuiet: true, at: Date.parse(at) + 450_000 });
  });

  it("leaves a latency as it is", () => {
    const { band, rings } = overlayOf(course("latency_p95"), 60_000);
    expect(band?.points).toEqual([[Date.parse(at), 150, 450, 300]]);
    expect(rings?.[0]?.label).toContain("900 ms instead of about 300 ms (called expected)");
  });

  it("draws nothing of a series that is not watched", () => {
    expect(overlayOf(undefined, 60_000)).toEqual({});
  });
});

describe("a chart with a band", () => {
  const spec = {
    from: 0,
    to: 100,
    series: [],
    formatValue: String,
    ...overlayOf(course("latency_p95"), 60_000),
  };

  it("has room for what was odd", () => {
    expect(highestValue(spec)).toBe(900);
  });

  it("draws the band under the lines, and rings over them", () => {
    const series = timeOption(spec, paletteFor("light")).series as { stack?: string; symbolSize?: number }[];
    expect(series.map((each) => each.stack ?? each.symbolSize ?? null)).toEqual([
      "band",
      "band",
      null,
      10,
      null,
    ]);
  });
});
