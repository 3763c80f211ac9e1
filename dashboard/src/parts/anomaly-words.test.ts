import { describe, expect, it } from "vitest";
import type { AnomalyCourse, JudgingPlan } from "@/api/types";
import { stateWords } from "@/parts/anomaly-switch";
import { planName, seriesName } from "@/parts/anomaly-words";

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
