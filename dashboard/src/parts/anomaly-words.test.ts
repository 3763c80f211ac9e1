import { describe, expect, it } from "vitest";
import type { AnomalyCourse, JudgingPlan, WatchedSeries } from "@/api/types";
import { stateWords } from "@/parts/anomaly-switch";
import { planName, quietWords, seriesName } from "@/parts/anomaly-words";

const plan: JudgingPlan = {
  method: "holt_winters",
  rhythm: "daily",
  reason: "Its daily rhythm takes 64 % off the spread.",
  missing: "A weekly rhythm is learned from 14 days on.",
  since: "2026-11-01T00:00:00Z",
  points: 400,
};

function course(judged: JudgingPlan | null): AnomalyCourse {
  return {
    series: {
      id: "1",
      series: { measure: "traffic", subject: "flights", part: "" },
      isDefault: true,
      settings: {},
      state: "learning",
      plan: judged,
      judgedUntil: null,
      changedAt: "2026-11-01T00:00:00Z",
      changedBy: null,
    },
    points: [],
    anomalies: [],
  };
}

describe("seriesName", () => {
  it("names what is measured, and of what", () => {
    expect(seriesName({ measure: "traffic", subject: "flights", part: "" })).toBe("Requests of flights");
    expect(seriesName({ measure: "stage_duration", subject: "nightly", part: "load" })).toBe(
      "Duration of nightly / load",
    );
  });

  it("names a metric as its sender does, where that is known", () => {
    const series = { measure: "metric_mean" as const, subject: "7", part: "" };
    expect(seriesName(series, new Map([["7", "queue.length"]]))).toBe("Mean of queue.length");
    expect(seriesName(series)).toBe("Mean of metric 7");
  });
});

describe("how far the warm-up is", () => {
  it("is said plainly", () => {
    expect(planName(null)).toBe("Not judged yet");
    expect(planName({ ...plan, method: null })).toBe("Too little to judge");
    expect(planName(plan)).toBe("Holt–Winters, daily rhythm");
    expect(stateWords([])).toContain("Nothing of it is watched");
    expect(stateWords([course(null)])).toContain("Nothing is judged yet");
    expect(stateWords([course(plan)])).toBe(
      "Holt–Winters, daily rhythm. Warming up: A weekly rhythm is learned from 14 days on.",
    );
    expect(stateWords([course({ ...plan, missing: null })])).toBe("Holt–Winters, daily rhythm.");
  });
});

describe("what it means that nothing was odd", () => {
  const series = (plan: JudgingPlan | null, enabled = true): WatchedSeries => ({
    ...course(plan).series,
    settings: { enabled },
  });

  it("is nothing while every series is too short to be judged", () => {
    expect(quietWords([series(null), series({ ...plan, method: null })])).toMatchObject({
      title: "Nothing is judged yet",
      text: expect.stringContaining("2 series are watched, and too short"),
    });
  });

  it("is said of the judged ones only", () => {
    const { title, text } = quietWords([series(null), series(plan)]);
    expect(title).toBe("As expected, as far as 1 of 2 series can be judged");
    expect(text).toContain("1 series is too short to be judged; 1 series is still learning a rhythm.");
  });

  it("is said of all once all are judged, and of none that is switched off", () => {
    expect(quietWords([series({ ...plan, missing: null })])).toEqual({
      title: "Everything was as expected",
      text: "Every series knows its day and its week.",
    });
    expect(quietWords([series(plan, false)]).title).toContain("switched off");
  });
});
